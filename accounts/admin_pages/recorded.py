"""What all admin pages share: changes go to the trail, and nobody can lock themselves out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, models, router, transaction
from django.db.models.deletion import Collector
from django.forms import BaseFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.admin_pages.fields import PlainFields
from accounts.admin_pages.lists import list_page, take_all_as_chosen, without_blanks
from accounts.models import Event, User
from accounts.models.scope import LostOwnRole, require_own_role
from accounts.trail.lines import TrailLine
from accounts.trail.record import actor_of, record
from accounts.unseen import visible

MOST_LINES = 100  # of an object's history


def user_of(request: HttpRequest) -> User:
    return cast(User, request.user)


class SearchedAdmin(PlainFields, ModelAdmin):
    """Draws lists and forms as the portal does, and looks for names without the marks that nobody
    sees."""

    keeps_history = False
    instead_of_deleting: Any = ""  # said where there is no way to delete at all

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, visible(search_term))

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        request.GET = without_blanks(request.GET)  # type: ignore[assignment]
        take_all_as_chosen(request)
        response: HttpResponse = super().changelist_view(request, extra_context)
        context = getattr(response, "context_data", None) or {}
        if "cl" in context:
            context["title"] = capfirst(str(self.opts.verbose_name_plural))
            context["listed"] = list_page(context["cl"])
        return response

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any = None,
    ) -> HttpResponse:
        kind = self.opts.verbose_name
        context["title"] = str(obj) if obj else _("New: %(what)s") % {"what": kind}
        context["keeps_history"] = self.keeps_history
        if obj:
            context["why_kept"] = self.why_kept(request, obj)
        context.update(self.beside(request, obj))
        return super().render_change_form(request, context, add, change, form_url, obj)

    def why_kept(self, request: HttpRequest, obj: models.Model) -> str:
        """Return why the object cannot be deleted and what to do instead, or "" when it can."""
        return str(self.instead_of_deleting)

    def beside(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """Return what the form's page of this model shows beside the form."""
        return {}


class LookedAt(SearchedAdmin):
    """Mixin for read-only admin pages, whose objects are changed on other pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Nothing is changed here, so there is no history of it."""
        if not self.has_view_permission(request, self.get_object(request, object_id)):
            raise PermissionDenied
        return redirect("../change/")


class RecordedAdmin(SearchedAdmin):
    """Records each change made in the admin as one Event, in the same transaction."""

    keeps_history = True

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> Any:
        """Show the trail's lines of what was done to this object on the pages of its model."""
        found = self.get_object(request, object_id)
        if found is None or not self.has_view_or_change_permission(request, found):
            raise PermissionDenied
        name = str(self.opts.model_name)
        events = Event.objects.filter(
            object=f"{name}:{found.pk}", action__startswith=f"{name}."
        ).select_related("actor")
        context = {
            **self.admin_site.each_context(request),
            "title": _("Changes: %(name)s") % {"name": found},
            "lines": [TrailLine(event) for event in events.order_by("-id")[:MOST_LINES]],
            "object": found,
            "opts": self.opts,
        }
        return TemplateResponse(request, "admin/object_history.html", context)

    def why_kept(self, request: HttpRequest, obj: models.Model) -> str:
        if not self.has_delete_permission(request, obj):
            return str(self.instead_of_deleting)
        return self.reason_to_keep(request, obj)

    def render_delete_form(self, request: HttpRequest, context: Any) -> HttpResponse:
        context["title"] = _("Delete: %(name)s") % {"name": context["object"]}
        return super().render_delete_form(request, context)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save the related rows and record the event, as the last step of saving."""
        super().save_related(request, form, formsets, change)
        before, after = _values(form, change)
        after.update(_related(formsets))
        if before or after or not change:
            self.record(request, "change" if change else "add", form.instance, before, after)

    def delete_model(self, request: HttpRequest, obj: models.Model) -> None:
        before = {
            field.name: field.value_to_string(obj)
            for field in obj._meta.concrete_fields
            if field.name != "password"
        }
        self.record(request, "delete", obj, before, None)
        super().delete_model(request, obj)

    def record(
        self, request: HttpRequest, verb: str, obj: models.Model, before: Any, after: Any
    ) -> None:
        name = str(self.opts.model_name)
        record(
            actor_of(request),
            f"{name}.{verb}",
            f"{name}:{obj.pk}",
            label=obj,
            before=before or None,
            after=after or None,
        )

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._kept(request, super().changeform_view, *args, **kwargs)

    def delete_view(
        self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        found = self.get_object(request, object_id)
        may = self.has_delete_permission(request, found)
        if found and may and (reason := self.reason_to_keep(request, found)):
            messages.error(request, reason)
            return redirect("../change/")
        return self._kept(request, super().delete_view, object_id, *args, **kwargs)

    def reason_to_keep(self, request: HttpRequest, obj: models.Model) -> str:
        """Return why the object cannot be deleted, or "" when it can."""
        _rows, _counts, not_mine, _protected = self.get_deleted_objects([obj], request)
        users = _what_protects(obj)
        if not users and not not_mine:
            return ""
        what = "、".join(f"{kind} {count}" for kind, count in users.items()) or "、".join(not_mine)
        used = _("%(name)s is in use and stays: %(what)s.") % {"name": obj, "what": what}
        return f"{used}{self.instead_of_deleting}"

    def _lock(self, arguments: tuple[Any, ...]) -> None:
        """Row-lock the object, so that a second press sees what the first has changed."""
        numbers = [int(number) for number in arguments[:1] if str(number).isdecimal()]
        rows = self.model._base_manager.select_for_update().filter(pk__in=numbers)
        list(rows.values_list("pk"))

    def _kept(self, request: HttpRequest, view: Any, *args: Any, **kwargs: Any) -> HttpResponse:
        """Return the view's response, rolling back and redirecting if it took away the
        administrator's own role, or if somebody saved a conflicting unique value at the same
        moment."""
        if request.method != "POST":
            return cast(HttpResponse, view(request, *args, **kwargs))
        try:
            with transaction.atomic():
                self._lock(args)
                response = cast(HttpResponse, view(request, *args, **kwargs))
                require_own_role(user_of(request))
                return response
        except LostOwnRole as refusal:
            messages.error(request, str(refusal))
        except IntegrityError:
            messages.error(request, _("Somebody saved at the same moment. Please look again."))
        return redirect(request.get_full_path())


def _what_protects(obj: models.Model) -> Mapping[str, int]:
    """Count what would have to go before the object could, by kind."""
    try:
        Collector(using=router.db_for_write(type(obj)), origin=obj).collect([obj])
    except models.ProtectedError as refusal:
        return Counter(
            capfirst(str(r._meta.verbose_name_plural)) for r in refusal.protected_objects
        )
    return {}


def _values(form: ModelForm, change: bool) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the changed fields' values before and after, in words."""
    columns = {field.name for field in form.instance._meta.concrete_fields} - {"password"}
    names = [name for name in form.changed_data if name in columns]
    before = {name: _words(form, name, form.initial.get(name)) for name in names if change}
    return before, {name: _words(form, name, form.cleaned_data[name]) for name in names}


def _words(form: ModelForm, name: str, value: Any) -> Any:
    field = form.fields[name]
    if isinstance(field, ModelChoiceField) and value is not None:
        if not isinstance(value, models.Model):
            value = field.queryset.filter(pk=value).first() if field.queryset is not None else None
        return str(value)
    return value


def _related(formsets: list[BaseFormSet]) -> dict[str, list[str]]:
    """Return which inline rows were added, changed and removed, in words."""
    found: dict[str, list[str]] = {}
    for formset in formsets:
        rows = {
            "added": getattr(formset, "new_objects", []),
            "changed": [row for row, _fields in getattr(formset, "changed_objects", [])],
            "removed": getattr(formset, "deleted_objects", []),
        }
        found.update({word: [str(row) for row in group] for word, group in rows.items() if group})
    return found
