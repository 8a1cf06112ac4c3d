"""Errors told to Sentry, or to whatever speaks its protocol: nothing is sent unless SENTRY_DSN is set.

What goes out is where the code went wrong, in which request, and by which route. Not what was asked, what was sent, or
what stood in variables: passwords, drafts, the names of sources and the links to drafts are in there.
"""

import sentry_sdk

from newsroom.request_ids import current


def tell(dsn):
    sentry_sdk.init(
        dsn,
        send_default_pii=False,
        max_request_body_size="never",
        include_local_variables=False,
        max_breadcrumbs=0,
        auto_session_tracking=False,
        before_send=without_what_was_asked,
    )


def without_what_was_asked(event, hint):
    """Leave of the request its method, its route, and the id by which the log knows it."""
    method = event.pop("request", {}).get("method", "")
    event.pop("user", None)
    # Where no route was found this is the address, which may be the secret link to a draft.
    if event.get("transaction_info", {}).get("source") != "route":
        event.pop("transaction", None)
    event["tags"] = event.get("tags", {}) | {"request_id": current(), "method": method}
    return event
