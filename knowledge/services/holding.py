"""Texts that seem to tell the AI what to do are held until a member has looked at them."""

from __future__ import annotations

from django.db import transaction

from accounts import audit
from accounts.models import Member
from knowledge.models import Version
from knowledge.scanning import scan
from knowledge.services.locking import lock, save


def hold_what_instructs(version: Version) -> None:
    """Note what looks like instructions in a new version. What was released once stays so. Does not save."""
    version.findings = [
        {"kind": finding.kind, "start": finding.start, "end": finding.end} for finding in scan(version.whole)
    ]
    if version.findings:
        same = Version.objects.filter(article=version.article_id).with_text_of(version)
        earlier = same.exclude(released_at=None).first()
        if earlier is not None:
            version.released_by, version.released_at = earlier.released_by, earlier.released_at


@transaction.atomic
def release(*, version: Version, by: Member | None) -> Version:
    """A member looked at what is marked, and found no harm in it; twice is harmless."""
    article = lock(version.article)
    version.refresh_from_db(fields=["released_at"])
    if version.is_held:
        version.release(by=by)
        save(article)
        changes = {"version": version.number}
        audit.record(
            tenant=article.tenant, actor=by, action="article.released", target=article, changes=changes
        )
    return version
