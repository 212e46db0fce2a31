from accounts.models.api_key import ApiKey
from accounts.models.audit import AuditEntry
from accounts.models.invitation import Invitation
from accounts.models.member import Member
from accounts.models.module import TenantModule
from accounts.models.team import Team, TeamMember
from accounts.models.tenant import Tenant
from accounts.models.user import User

__all__ = [
    "ApiKey",
    "AuditEntry",
    "Invitation",
    "Member",
    "Team",
    "TeamMember",
    "Tenant",
    "TenantModule",
    "User",
]
