from __future__ import annotations

from django.urls import include, path

from accounts.views import api_keys, audit, invitations, members, profile, teams, tenants

app_name = "accounts"

settings_patterns = [
    path("", profile.settings, name="settings"),
    path("profile/", profile.index, name="profile"),
    path("profile/save/", profile.save, name="profile-save"),
    path("members/", members.index, name="members"),
    path("members/invite/", members.invite, name="invite"),
    path("members/<int:pk>/role/", members.change_role, name="member-role"),
    path("members/<int:pk>/deactivate/", members.deactivate, name="member-deactivate"),
    path("members/<int:pk>/reactivate/", members.reactivate, name="member-reactivate"),
    path("invitations/<int:pk>/resend/", members.resend, name="invitation-resend"),
    path("invitations/<int:pk>/revoke/", members.revoke, name="invitation-revoke"),
    path("teams/", teams.index, name="teams"),
    path("teams/create/", teams.create, name="team-create"),
    path("teams/<int:pk>/rename/", teams.rename, name="team-rename"),
    path("teams/<int:pk>/members/", teams.members, name="team-members"),
    path("teams/<int:pk>/assignment/", teams.assignment, name="team-assignment"),
    path("api-keys/", api_keys.index, name="api-keys"),
    path("api-keys/create/", api_keys.create, name="api-key-create"),
    path("api-keys/<int:pk>/revoke/", api_keys.revoke, name="api-key-revoke"),
    path("audit/", audit.index, name="audit"),
]

urlpatterns = [
    path("conversations/settings/", include(settings_patterns)),
    path("conversations/switch/<slug:slug>/", tenants.switch, name="switch"),
    path("invitations/<str:token>/", invitations.show, name="invitation"),
    path("invitations/<str:token>/accept/", invitations.accept, name="invitation-accept"),
    path("invitations/<str:token>/register/", invitations.register, name="invitation-register"),
]
