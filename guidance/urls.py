from django.urls import URLPattern, include, path

from guidance.access import get_pack, get_playbook
from guidance.views import history, listing, packs, playbooks

app_name = "guidance"


def listed(noun: str, get: listing.Get) -> list[URLPattern]:
    return [
        path("<int:pk>/on/", listing.switch, {"get": get, "is_on": True}, name=f"{noun}-on"),
        path("<int:pk>/off/", listing.switch, {"get": get, "is_on": False}, name=f"{noun}-off"),
        path("<int:pk>/up/", listing.move, {"get": get, "up": True}, name=f"{noun}-up"),
        path("<int:pk>/down/", listing.move, {"get": get, "up": False}, name=f"{noun}-down"),
        path("<int:pk>/remove/", listing.remove, {"get": get}, name=f"{noun}-remove"),
    ]


of_packs = [
    *listed("pack", get_pack),
    path("new/", packs.new, name="pack-new"),
    path("<int:pk>/", packs.pack, name="pack"),
    path("<int:pk>/save/", packs.save, name="pack-save"),
    path("<int:pk>/reach/", packs.reach, name="pack-reach"),
    path("<int:pk>/try/", packs.try_text, name="pack-try"),
    path("<int:pk>/rules/add/", packs.rule_add, name="pack-rule-add"),
    path("rules/<int:pk>/save/", packs.rule_save, name="rule-save"),
    path("rules/<int:pk>/remove/", packs.rule_remove, name="rule-remove"),
]
of_playbooks = [
    *listed("playbook", get_playbook),
    path("new/", playbooks.new, name="playbook-new"),
    path("<int:pk>/", playbooks.playbook, name="playbook"),
    path("<int:pk>/save/", playbooks.save, name="playbook-save"),
    path("<int:pk>/rules/new/", playbooks.rule_new, name="playbook-rule-new"),
    path("rules/<int:pk>/", playbooks.rule, name="playbook-rule"),
    path("rules/<int:pk>/save/", playbooks.rule_save, name="playbook-rule-save"),
    path("rules/<int:pk>/on/", playbooks.rule_on, name="playbook-rule-on"),
    path("rules/<int:pk>/off/", playbooks.rule_off, name="playbook-rule-off"),
    path("rules/<int:pk>/up/", playbooks.rule_up, name="playbook-rule-up"),
    path("rules/<int:pk>/down/", playbooks.rule_down, name="playbook-rule-down"),
    path("rules/<int:pk>/remove/", playbooks.rule_remove, name="playbook-rule-remove"),
]
urlpatterns = [
    path("", listing.index, name="list"),
    path("packs/", include(of_packs)),
    path("playbooks/", include(of_playbooks)),
    path("history/", history.history, name="history"),
    path("history/<int:pk>/", history.edit, name="edit"),
    path("history/<int:pk>/revert/", history.revert, name="revert"),
]
