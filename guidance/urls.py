from django.urls import include, path

from guidance.views import history, listing, packs, playbooks

app_name = "guidance"

of_packs = [
    path("new/", packs.new, name="pack-new"),
    path("<int:pk>/", packs.pack, name="pack"),
    path("<int:pk>/save/", packs.save, name="pack-save"),
    path("<int:pk>/reach/", packs.reach, name="pack-reach"),
    path("<int:pk>/try/", packs.try_text, name="pack-try"),
    path("<int:pk>/on/", listing.pack_on, name="pack-on"),
    path("<int:pk>/off/", listing.pack_off, name="pack-off"),
    path("<int:pk>/up/", listing.pack_up, name="pack-up"),
    path("<int:pk>/down/", listing.pack_down, name="pack-down"),
    path("<int:pk>/remove/", listing.pack_remove, name="pack-remove"),
    path("<int:pk>/rules/add/", packs.rule_add, name="pack-rule-add"),
    path("rules/<int:pk>/save/", packs.rule_save, name="rule-save"),
    path("rules/<int:pk>/remove/", packs.rule_remove, name="rule-remove"),
]
of_playbooks = [
    path("new/", playbooks.new, name="playbook-new"),
    path("<int:pk>/", playbooks.playbook, name="playbook"),
    path("<int:pk>/save/", playbooks.save, name="playbook-save"),
    path("<int:pk>/on/", listing.playbook_on, name="playbook-on"),
    path("<int:pk>/off/", listing.playbook_off, name="playbook-off"),
    path("<int:pk>/up/", listing.playbook_up, name="playbook-up"),
    path("<int:pk>/down/", listing.playbook_down, name="playbook-down"),
    path("<int:pk>/remove/", listing.playbook_remove, name="playbook-remove"),
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
