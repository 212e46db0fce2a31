from django.urls import URLPattern, URLResolver, include, path

from knowledge import views

app_name = "knowledge"

one_article: list[URLPattern | URLResolver] = [
    path("", views.article, name="article"),
    path("edit/", views.edit, name="edit"),
    path("save-and-publish/", views.save_and_publish, name="save-and-publish"),
    path("publish/", views.publish, name="publish"),
    path("enable/", views.enable, name="enable"),
    path("disable/", views.disable, name="disable"),
    path("archive/", views.archive, name="archive"),
    path("restore/", views.restore, name="restore"),
    path("details/", views.details, name="details"),
    path("audience/", views.audience, name="audience"),
    path("versions/", views.versions, name="versions"),
    path("versions/<int:version_number>/", views.version, name="version"),
    path("versions/<int:version_number>/revert/", views.revert, name="revert"),
]
content: list[URLPattern | URLResolver] = [
    path("", views.article_list, name="list"),
    # Words before slugs: services.cleaning keeps articles from taking these addresses.
    path("new/", views.new, name="new"),
    path("import/", views.import_issues, name="import"),
    path("preview/", views.preview, name="preview"),
    path("reach/", views.reach, name="reach"),
    path("<slug:slug>/", include(one_article)),
]
urlpatterns = [
    path("conversations/content/", include(content)),
    path("help/<slug:tenant_slug>/<slug:slug>/", views.help_article, name="help-article"),
]
