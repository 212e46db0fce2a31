"""What the hub's admin pages share. A list must cost the same at a thousand rows and at a million."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from django.contrib import admin
from django.contrib.auth import get_permission_codename
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q, QuerySet
from django.forms import BaseModelFormSet, ModelForm
from django.http import HttpRequest
from django.utils.functional import cached_property

from accounts import audit
from accounts.models import Tenant, User

Row = TypeVar("Row", bound=models.Model)

COUNT_AT_MOST = 10_000


class AtLeast(int):
    """A count that was stopped, which says so wherever it is shown."""

    def __str__(self) -> str:
        return f"{int(self):,}+"


class CappedPaginator(Paginator[Any]):
    """Counts no further than COUNT_AT_MOST rows, and shows no more of them."""

    @cached_property
    def count(self) -> int:
        rows: QuerySet[Any] = self.object_list  # type: ignore[assignment]
        found = rows.order_by()[: COUNT_AT_MOST + 1].count()
        return AtLeast(COUNT_AT_MOST) if found > COUNT_AT_MOST else found


class HubAdmin(admin.ModelAdmin[Row]):
    """A number typed into the search box is looked up in `search_numbers` only, which have an index."""

    paginator = CappedPaginator
    list_per_page = 50
    list_max_show_all = 200
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    view_on_site = False
    search_numbers: Sequence[str] = ()

    class Media:
        css = {"all": ["css/admin.css"]}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        digits = search_term.strip().removeprefix("#")
        if self.search_numbers and digits.isascii() and digits.isdigit():
            matches = Q.create([(name, int(digits)) for name in self.search_numbers], connector=Q.OR)
            return queryset.filter(matches), False
        return super().get_search_results(request, queryset, search_term)


class ReadOnly:
    """History, or rows that only a service may write: to look at. For an admin or an inline."""

    extra = 0
    can_delete = False
    # Sorting by a column without an index would sort the whole table.
    sortable_by: list[str] | tuple[str, ...] | None = ()

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        # An inline builds its form of all fields that are not read-only, even where nobody may change them.
        return list(getattr(self, "fields", None) or ())

    def has_operate_permission(self, request: HttpRequest) -> bool:
        """Whether an action may do what the form may not; asked by actions with `permissions=["operate"]`."""
        opts = self.opts  # type: ignore[attr-defined]
        return request.user.has_perm(f"{opts.app_label}.{get_permission_codename('change', opts)}")


class Audited:
    """Writes what is added, changed or deleted into the tenant's audit log, with the admin's address."""

    audit_noun = ""

    def save_model(self, request: HttpRequest, obj: Any, form: ModelForm[Any], change: bool) -> None:
        changes = changes_of(form)
        super().save_model(request, obj, form, change)  # type: ignore[misc]
        if changes or not change:
            self._record(request, obj, "changed" if change else "created", changes)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        self._record(request, obj, "deleted", {})
        super().delete_model(request, obj)  # type: ignore[misc]

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        for obj in queryset:
            self._record(request, obj, "deleted", {})
        super().delete_queryset(request, queryset)  # type: ignore[misc]

    def _record(self, request: HttpRequest, obj: Any, verb: str, changes: dict[str, Any]) -> None:
        record_by_admin(request, obj, f"{self.audit_noun or obj._meta.model_name}.{verb}", changes)


def record_by_admin(request: HttpRequest, obj: Any, action: str, changes: dict[str, Any]) -> None:
    assert isinstance(request.user, User)
    tenant = obj if isinstance(obj, Tenant) else obj.tenant
    audit.record(tenant=tenant, actor=request.user, action=action, target=obj, changes=changes)


def record_formset(request: HttpRequest, formset: BaseModelFormSet[Any, Any], noun: str) -> None:
    """Write what a saved inline added and changed into the audit log."""
    changes = {id(form.instance): changes_of(form) for form in formset.forms if hasattr(form, "cleaned_data")}
    for obj in formset.new_objects:
        record_by_admin(request, obj, f"{noun}.created", changes[id(obj)])
    for obj, _fields in formset.changed_objects:
        record_by_admin(request, obj, f"{noun}.changed", changes[id(obj)])


def changes_of(form: ModelForm[Any]) -> dict[str, Any]:
    """Each changed field as [before, after], in values JSON has."""
    return {
        name: [_plain(form.initial.get(name)), _plain(form.instance.serializable_value(name))]
        for name in form.changed_data
        if name in form.cleaned_data and name != "tenant" and hasattr(form.instance, name)
    }


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, (str, int, float)) else str(value)
