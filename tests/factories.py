"""Plain makers with defaults. Names are our own inventions."""

import datetime as dt
import itertools
from typing import Any

from accounts.credit_code import check_character
from accounts.models import Agency, AgencyKind, Membership, Region, Role, User
from accounts.trail import SYSTEM, Actor
from reports.campaigns import open_campaign
from reports.models import Campaign, Report

_count = itertools.count(1)


def make_region(**fields: Any) -> Region:
    number = next(_count)
    return Region.objects.create(**{"name": f"县{number}", "code": f"{430000 + number}", **fields})


def make_agency(**fields: Any) -> Agency:
    number = next(_count)
    first_17 = f"11430{number:012d}"
    fields.setdefault("region", None)
    region = fields.pop("region") or make_region()
    return Agency.objects.create(
        **{
            "region": region,
            "name": f"云岭县第{number}局",
            "short_name": f"第{number}局",
            "credit_code": first_17 + check_character(first_17),
            "kind": AgencyKind.DEPARTMENT,
            "order": number,
            **fields,
        }
    )


def make_user(*roles: tuple[Agency, Role], **fields: Any) -> User:
    number = next(_count)
    user = User.objects.create(
        **{
            "username": f"user{number}",
            "name": f"人员{number}",
            "email": f"user{number}@example.com",
            "must_change_password": False,
            **fields,
        }
    )
    for agency, role in roles:
        Membership.objects.create(user=user, agency=agency, role=role)
    return user


def make_campaign(region: Region, **fields: Any) -> Campaign:
    year = fields.pop("year", 2026)
    return Campaign.objects.create(
        **{
            "region": region,
            "year": year,
            "opens_on": dt.date(year + 1, 1, 2),
            "internal_deadline": dt.date(year + 1, 1, 20),
            "legal_deadline": dt.date(year + 1, 1, 31),
            **fields,
        }
    )


def make_report(agency: Agency | None = None, **fields: Any) -> Report:
    """An empty report in drafting; `year` chooses the campaign."""
    agency = agency or make_agency()
    campaign = Campaign.objects.filter(region=agency.region, **fields).first()
    open_campaign(campaign or make_campaign(agency.region, **fields), SYSTEM)
    return Report.objects.select_related("campaign", "agency").get(
        agency=agency, **{f"campaign__{key}": value for key, value in fields.items()}
    )


def actor(user: User) -> Actor:
    return Actor(user, "127.0.0.1")
