"""Pictures in a bucket: a server on this machine that speaks S3, and what readers load from it."""

import io
import json
import logging
import re
from urllib.error import HTTPError
from urllib.parse import urlsplit
from urllib.request import urlopen

import boto3
import pytest
from moto.server import ThreadedMotoServer
from PIL import Image

from tests.scratch import Client, Scratch

KEYS = {"AWS_ACCESS_KEY_ID": "key", "AWS_SECRET_ACCESS_KEY": "secret", "AWS_DEFAULT_REGION": "eu-south-1"}
#: As docs/operations.md has it: anyone may load a picture, nobody may list them.
READABLE = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": "*", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::media/*"}],
}
#: Two pictures under one name, as two photographers send them, each the picture of a story.
TWO_PICTURES = """
import django, json; django.setup()
from tests.builders import a_picture, an_article, an_image
images = [an_image(title=str(width), file=a_picture((width, 900), name="foto.jpg")) for width in (1600, 1700)]
stories = [an_article(lead_image=image) for image in images]
print(json.dumps([
    {"file": image.file.url, "rendition": image.rendition("16:9").url,
     "page": story.get_absolute_url()}
    for image, story in zip(images, stories)
]))
"""
DELETED = """
import django; django.setup()
from newsroom.models import Article, Image
Article.objects.update(lead_image=None)
[image.file.delete(save=False) for image in Image.objects.all()]
"""


@pytest.fixture(scope="module")
def bucket():
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    address = "http://{}:{}".format(*server.get_host_and_port())
    client = boto3.client(
        "s3", endpoint_url=address, aws_access_key_id="key", aws_secret_access_key="secret", region_name="eu-south-1"
    )
    client.create_bucket(Bucket="media", CreateBucketConfiguration={"LocationConstraint": "eu-south-1"})
    client.put_bucket_policy(Bucket="media", Policy=json.dumps(READABLE))
    yield address, lambda: [one["Key"] for one in client.list_objects_v2(Bucket="media").get("Contents", [])]
    server.stop()


def loaded(url):
    with urlopen(url, timeout=60) as answer:  # noqa: S310
        return Image.open(io.BytesIO(answer.read())), answer.headers


def test_a_picture_is_stored_shown_carried_away_and_removed(bucket, tmp_path):
    address, names = bucket
    with Scratch(MEDIA_BUCKET="media", MEDIA_ENDPOINT=address, **KEYS) as site:
        first, second = json.loads(site.run(TWO_PICTURES))

        # One does not take the place of the other, and no address is signed: that of a feed must last.
        assert loaded(first["file"])[0].size == (1600, 900)
        assert loaded(second["file"])[0].size == (1700, 900)
        assert "?" not in first["file"]
        picture, headers = loaded(first["rendition"])
        assert (picture.format, picture.size) == ("JPEG", (1200, 675))
        assert headers["Cache-Control"] == f"max-age={30 * 24 * 3600}"

        site.start()
        shown(site, first["page"], address)

        site.manage("backup", str(tmp_path / "kept"))
        kept = [path for path in (tmp_path / "kept" / "media").rglob("*") if path.is_file()]
        assert len(kept) == len(names()) > 10

        site.run(DELETED)
        assert [name for name in names() if not name.startswith("copertine/")] == []
        with pytest.raises(HTTPError, match="404"):
            loaded(first["file"])


def shown(site, path, address):
    """The page names the picture at the bucket's address, and lets the browser load it from there."""
    connection = site.connection()
    connection.request("GET", path)
    answer = connection.getresponse()
    page = answer.read().decode()
    [source] = {urlsplit(one).netloc for one in re.findall(r'<img[^>]* src="([^"]+foto[^"]+)"', page)}
    assert source == urlsplit(address).netloc
    assert f"img-src 'self' {address}" in answer.headers["Content-Security-Policy"]


def test_a_bucket_that_is_not_reached_is_told_by_readyz():
    with Scratch(MEDIA_BUCKET="media", MEDIA_ENDPOINT="http://127.0.0.1:9", AWS_MAX_ATTEMPTS="1", **KEYS) as site:
        site.start()
        status, text = Client(site).get("/readyz")
        assert (status, json.loads(text)["failed"]) == (503, ["media"])
