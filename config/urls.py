from django.conf import settings
from django.conf.urls.static import static
from django.contrib import admin
from django.urls import include, path

from newsroom.desk.sharing import shared

urlpatterns = [
    path(f"{settings.ADMIN_PATH}lingua/", include("django.conf.urls.i18n")),
    path(settings.ADMIN_PATH, admin.site.urls),
    path("anteprima/<str:token>/", shared, name="shared-draft"),
    path("", include("newsroom.pages.urls")),
    # Behind the pages, which are asked for more often: no address is one of both.
    path("", include("newsroom.feeds.urls")),
]
if settings.DEBUG:
    urlpatterns += static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)
    if "debug_toolbar" in settings.INSTALLED_APPS:
        urlpatterns.append(path("__debug__/", include("debug_toolbar.urls")))

handler400 = "newsroom.pages.errors.bad_request"
handler403 = "newsroom.pages.errors.forbidden"
handler404 = "newsroom.pages.errors.not_found"
handler500 = "newsroom.pages.errors.server_error"
