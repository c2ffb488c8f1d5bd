"""The tables of the trail. Only `accounts.trail` adds rows; triggers refuse everything else."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """One line of the append-only trail; its hash also covers the previous line's hash."""

    id = models.BigIntegerField(_("number"), primary_key=True)  # 1, 2, 3 … without a gap
    at = models.DateTimeField(_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="events",
        verbose_name=_("person"),
    )
    actor_name = models.CharField(_("name"), max_length=150)
    address = models.CharField(_("address"), max_length=45, blank=True)
    action = models.CharField(_("action"), max_length=40)
    object = models.CharField(_("object"), max_length=60)  # such as report:12
    label = models.CharField(_("what"), max_length=150)  # the object in words, at the time
    before = models.JSONField(_("before"), null=True)
    after = models.JSONField(_("after"), null=True)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(_("hash"), max_length=64)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("trail")
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["object", "action"], name="event_object_action"),
            models.Index(fields=["at"], name="event_at"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.action} {self.object}"


class TrailHead(models.Model):
    """The single row that writers of the trail lock: number and hash of the last line.

    A trigger updates it, which saves a statement per write and keeps it from falling behind.
    """

    count = models.BigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.count} {self.hash[:12]}"
