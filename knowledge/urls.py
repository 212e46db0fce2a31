from django.urls import URLPattern, URLResolver, include, path

from knowledge import views

app_name = "knowledge"

one_article: list[URLPattern | URLResolver] = [
    path("", views.article, name="article"),
    path("edit/", views.edit, name="edit"),
    path("edit/choose/", views.choose, name="choose"),
    path("edit/newer/", views.newer, name="newer"),
    path("save-and-publish/", views.save_and_publish, name="save-and-publish"),
    path("save-and-ask/", views.save_and_ask, name="save-and-ask"),
    path("publish/", views.publish, name="publish"),
    path("enable/", views.enable, name="enable"),
    path("disable/", views.disable, name="disable"),
    path("archive/", views.archive, name="archive"),
    path("restore/", views.restore, name="restore"),
    path("details/", views.details, name="details"),
    path("audience/", views.audience, name="audience"),
    path("schedule/publish/", views.schedule_publish, name="schedule-publish"),
    path("schedule/unpublish/", views.schedule_unpublish, name="schedule-unpublish"),
    path("schedule/<int:change_id>/cancel/", views.schedule_cancel, name="schedule-cancel"),
    path("release/", views.release, name="release"),
    path("review/ask/", views.ask, name="review-ask"),
    path("review/approve/", views.approve, name="review-approve"),
    path("review/send-back/", views.send_back, name="review-send-back"),
    path("review/comment/", views.comment, name="review-comment"),
    path("review/withdraw/", views.withdraw, name="review-withdraw"),
    path("versions/", views.versions, name="versions"),
    path("versions/<int:version_number>/", views.version, name="version"),
    path("versions/<int:version_number>/revert/", views.revert, name="revert"),
]
content: list[URLPattern | URLResolver] = [
    path("", views.article_list, name="list"),
    # Words before slugs: services.cleaning keeps articles from taking these addresses.
    path("new/", views.new, name="new"),
    path("import/", views.import_page, name="import"),
    path("import/<int:import_id>/", views.import_detail, name="import-detail"),
    path("import/<int:import_id>/items/<int:item_id>/", views.import_item, name="import-item"),
    path("import/<int:import_id>/start/", views.import_start, name="import-start"),
    path("import/<int:import_id>/drop/", views.import_drop, name="import-drop"),
    path("import/<int:import_id>/refusals.csv", views.import_refusals, name="import-refusals"),
    path("preview/", views.preview, name="preview"),
    path("reach/", views.reach, name="reach"),
    path("help-centre/", views.help_switch, name="help-switch"),
    path("files/", views.upload, name="upload"),
    path("<slug:slug>/", include(one_article)),
]
help_centre: list[URLPattern | URLResolver] = [
    path("", views.help_home, name="help"),
    path("search/", views.help_search, name="help-search"),
    path("category/<slug:category>/", views.help_category, name="help-category"),
    path("sitemap.xml", views.help_sitemap, name="help-sitemap"),
    path("theme.css", views.help_theme, name="help-theme"),
    path("<slug:slug>/", views.help_article, name="help-article"),
    path("<slug:slug>/helped/", views.help_vote, name="help-vote"),
]
urlpatterns = [
    path("conversations/settings/content/", views.settings, name="settings"),
    path("conversations/settings/content/embedding/", views.embedding, name="embedding"),
    path("conversations/settings/content/embed-again/", views.embed_again, name="embed-again"),
    path("conversations/settings/content/save/", views.save_settings, name="settings-save"),
    path("conversations/content/", include(content)),
    path("content-files/<slug:key>/", views.file, name="file"),
    path("help/<slug:tenant_slug>/", include(help_centre)),
    path("robots.txt", views.robots, name="robots"),
]
