from django.urls import path

from tickets.views import joining, journey, labels, privacy

urlpatterns = [
    path("tags/", labels.tag_options, name="tag-options"),
    path("<int:number>/around/", labels.surroundings, name="around"),
    path("<int:number>/journey/", journey.journey, name="journey"),
    path("<int:number>/tag/", labels.tag, name="tag"),
    path("<int:number>/untag/<int:tag_id>/", labels.untag, name="untag"),
    path("<int:number>/category/", labels.category, name="category"),
    path("<int:number>/private/choose/", privacy.choose, name="choose-readers"),
    path("<int:number>/private/", privacy.close, name="make-private"),
    path("<int:number>/public/", privacy.reopen, name="make-public"),
    path("<int:number>/merge/", joining.find, {"verb": "merge"}, name="merge-find"),
    path("<int:number>/merge/<int:other>/", joining.preview, name="merge-preview"),
    path("<int:number>/merge/<int:other>/confirm/", joining.merge, name="merge"),
    path("<int:number>/unmerge/<int:merge_id>/", joining.unmerge, name="unmerge"),
    path("<int:number>/split/", joining.choose, name="split-choose"),
    path("<int:number>/split/confirm/", joining.split, name="split"),
    path("<int:number>/link/", joining.find, {"verb": "link"}, name="link-find"),
    path("<int:number>/link/<int:other>/", joining.link, name="link"),
    path("<int:number>/unlink/<int:link_id>/", joining.unlink, name="unlink"),
]
