"""What all admin pages share: changes go to the trail, and nobody can lock themselves out."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.contrib.admin import ModelAdmin
from django.db import IntegrityError, models, transaction
from django.forms import BaseFormSet, ModelChoiceField, ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.models.scope import LostOwnRole, require_own_role
from accounts.trail.record import actor_of, record
from accounts.unseen import visible


def user_of(request: HttpRequest) -> User:
    return cast(User, request.user)


class SearchedAdmin(ModelAdmin):
    """Looks for names without the marks that nobody sees."""

    def get_search_results(
        self, request: HttpRequest, queryset: Any, search_term: str
    ) -> tuple[Any, bool]:
        return super().get_search_results(request, queryset, visible(search_term))


class LookedAt(SearchedAdmin):
    """Mixin for read-only admin pages, whose objects are changed on other pages."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RecordedAdmin(SearchedAdmin):
    """Records each change made in the admin as one Event, in the same transaction."""

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
        protected = self.get_deleted_objects([obj], request)[3]
        if not protected:
            return ""
        return _("%(name)s is in use and stays: %(count)s records point to it.") % {
            "name": obj,
            "count": len(protected),
        }

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
