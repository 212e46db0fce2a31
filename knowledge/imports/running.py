"""An import's life: asked for, read, chosen from, and taken in steps that survive a worker's death."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import audit
from accounts.locking import lock
from accounts.models import Member
from conversations import live
from conversations.jobs import Claim, enqueue
from knowledge.audience import reaches_anybody
from knowledge.imports.entries import Entry, Found
from knowledge.imports.formats import UPLOAD_MAX_BYTES, read_upload, read_url
from knowledge.imports.planning import Planned, plan_all
from knowledge.imports.taking import take
from knowledge.imports.zip_archives import too_large
from knowledge.models import Import, ImportItem
from knowledge.services.errors import ContentRefused

AT_ONCE = 20
# A preview that nobody came back to holds whole texts.
FORGOTTEN_AFTER = timedelta(days=7)


@transaction.atomic
def start_import(*, by: Member, name: str = "", data: bytes | None = None, url: str = "") -> Import:
    """Have a file or an address read. Raises ContentRefused for neither, and for a file that is too large."""
    url = url.strip()
    if data is None and not url:
        raise ContentRefused(_("Choose a file, or write an address."))
    if data is not None and len(data) > UPLOAD_MAX_BYTES:
        raise too_large(UPLOAD_MAX_BYTES)
    _forget_old(by)
    batch = Import.objects.create(
        tenant=by.tenant,
        member=by,
        name=(name if data is not None else url).replace("\x00", "")[:255],
        url="" if data is not None else url.replace("\x00", "")[:2000],
        upload=data,
    )
    enqueue("knowledge.read_import", key=f"knowledge.read_import:{batch.pk}", import_id=batch.pk)
    return batch


def read_import(claim: Claim, batch: Import) -> None:
    """Read the source and keep what was found, with what would become of each."""
    try:
        found = read_url(batch.url) if batch.url else read_upload(batch.name, bytes(batch.upload or b""))
        error = ""
    except ContentRefused as refused:
        found, error = [], str(refused)
    with claim.finish():
        lock(batch)
        if batch.state == Import.State.READING:
            _keep(batch, found, error)


@transaction.atomic
def choose(batch: Import, *, keys: Collection[int], publishes: bool, by: Member) -> Import:
    """Take these of its items. Twice is harmless. Raises ContentRefused for none."""
    lock(batch)
    if not batch.is_ready:
        return batch
    items = batch.items.exclude(plan=ImportItem.Plan.REFUSED)
    chosen = items.filter(pk__in=keys).update(is_chosen=True)
    if not chosen:
        raise ContentRefused(_("Choose at least one article."))
    items.filter(is_chosen=False).update(outcome=ImportItem.Outcome.LEFT_OUT, entry={})
    batch.state, batch.publishes, batch.member, batch.total = Import.State.RUNNING, publishes, by, chosen
    batch.save(update_fields=["state", "publishes", "member", "total"])
    changes = {"chosen": chosen, "publishes": publishes}
    audit.record(tenant=batch.tenant, actor=by, action="import.started", target=batch, changes=changes)
    _go_on(batch)
    return batch


def run_batch(batch: Import) -> None:
    """Take the next AT_ONCE items in the caller's transaction, and ask for the next batch."""
    lock(batch)
    if batch.state != Import.State.RUNNING:
        return
    items = list(batch.items.waiting()[:AT_ONCE])
    for item in items:
        _settle(item, batch)
    ImportItem.objects.bulk_update(items, ["outcome", "reason", "article", "entry"])
    batch.done_count += len(items)
    if batch.done_count >= batch.total or not items:
        _end(batch)
    else:
        batch.save(update_fields=["done_count"])
        _go_on(batch)
    live.publish(batch.tenant_id, batch.topic)


def give_up(batch: Import) -> None:
    """End it after its job failed again and again; what was taken stays, and the rest is reported."""
    with transaction.atomic():
        lock(batch)
        if batch.state == Import.State.READING:
            _keep(batch, [], _("It could not be read after several tries."))
        elif batch.state == Import.State.RUNNING:
            reason = _("It could not be imported after several tries.")
            batch.items.waiting().update(outcome=ImportItem.Outcome.REFUSED, reason=reason, entry={})
            _end(batch)
            live.publish(batch.tenant_id, batch.topic)


@transaction.atomic
def drop(batch: Import, *, by: Member) -> bool:
    """Throw away what was read and not taken. False when it is being taken, or was."""
    lock(batch)
    if batch.state not in (Import.State.READING, Import.State.READY, Import.State.FAILED):
        return False
    batch.delete()
    return True


def _keep(batch: Import, found: Sequence[Found], error: str) -> None:
    planned = list(plan_all(batch.tenant, found))
    ImportItem.objects.bulk_create(
        [_item(batch, number, each) for number, each in enumerate(planned)], batch_size=200
    )
    batch.state, batch.error = (Import.State.FAILED if error else Import.State.READY), error
    batch.upload = None
    batch.save(update_fields=["state", "error", "upload"])
    live.publish(batch.tenant_id, batch.topic)


def _item(batch: Import, position: int, planned: Planned) -> ImportItem:
    found = planned.found
    item = ImportItem(
        batch=batch,
        position=position,
        origin=found.origin[:300],
        title=found.title[:200],
        plan=planned.plan,
        article=planned.article,
    )
    if isinstance(found, Entry):
        item.category, item.size = found.category or "", len(found.body.encode())
        item.entry = found.model_dump(mode="json")
    else:
        item.reason, item.outcome = found.reason, ImportItem.Outcome.REFUSED
    return item


def _settle(item: ImportItem, batch: Import) -> None:
    try:
        if not (batch.member.is_active and batch.member.is_agent):
            raise ContentRefused(_("Who started this import may no longer change content."))
        entry = Entry(**item.entry)
        # Whoever publishes by hand is asked; nobody is here, so the safe answer is no.
        is_seen = entry.audience is None or reaches_anybody(batch.tenant, entry.audience)
        taken = take(batch.tenant, entry, by=batch.member, publishes=batch.publishes and is_seen)
    except ContentRefused as error:
        item.outcome, item.reason = ImportItem.Outcome.REFUSED, str(error)
    else:
        item.outcome, item.reason, item.article = taken.outcome, taken.reason, taken.article
        if batch.publishes and not is_seen:
            item.reason = _("No customer you know would see it, so it is not published. Check its audience.")
    item.entry = {}


def _end(batch: Import) -> None:
    batch.state, batch.finished_at = Import.State.DONE, timezone.now()
    batch.save(update_fields=["state", "finished_at", "done_count"])


def _go_on(batch: Import) -> None:
    key = f"knowledge.run_import:{batch.pk}:{batch.done_count}"
    enqueue("knowledge.run_import", key=key, import_id=batch.pk)


def _forget_old(by: Member) -> None:
    unfinished = (Import.State.READING, Import.State.READY, Import.State.FAILED)
    old = Import.objects.for_tenant(by.tenant).filter(state__in=unfinished)
    old.filter(created_at__lt=timezone.now() - FORGOTTEN_AFTER).delete()
