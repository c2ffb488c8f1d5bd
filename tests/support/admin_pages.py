"""A county with its bureau and administrator, and the steps of an import, for the admin's tests."""

from dataclasses import dataclass
from typing import Any

import tablib
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import Agency, Region, Role, User
from accounts.spreadsheets.formats import Csv, Xlsx
from tests.support.factories import browser, make_agency, make_region, make_user

NO_ROWS = {"dates-TOTAL_FORMS": 0, "dates-INITIAL_FORMS": 0}  # below a campaign
FORMATS = {"xlsx": Xlsx, "csv": Csv}


@dataclass
class County:
    region: Region
    bureau: Agency
    administrator: User
    client: Client
    security: User
    security_client: Client

    def client_for(self, model: Any) -> Client:
        """Signed in as who has the duty for the model."""
        return self.security_client if model is User else self.client


def make_county() -> County:
    region = make_region()
    bureau = make_agency(region=region, is_bureau=True, name=f"{region}审批局", short_name="审批局")
    administrator = make_user((bureau, Role.ADMINISTRATOR))
    security = make_user((bureau, Role.SECURITY))
    clients = browser(administrator), browser(security)
    return County(region, bureau, administrator, clients[0], security, clients[1])


def address(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


def sheet_of(headers: list[str], rows: list[list[Any]], ending: str = "xlsx") -> bytes:
    dataset = tablib.Dataset(headers=headers)
    for row in rows:
        dataset.append(row)
    return FORMATS[ending]().export_data(dataset)


def upload(client: Client, model: Any, content: bytes, ending: str = "xlsx", **fields: Any) -> Any:
    """The dry run."""
    file = SimpleUploadedFile(f"sheet.{ending}", content)
    form = {"csrfmiddlewaretoken": "-", "import_file": file, **fields}
    return client.post(address(model, "import"), form)


def confirm(client: Client, model: Any, preview: Any) -> Any:
    assert "confirm_form" in preview.context, problems(preview)
    form = preview.context["confirm_form"]
    return client.post(address(model, "process_import"), form.initial, follow=True)


def import_all(client: Client, model: Any, content: bytes, **fields: Any) -> Any:
    return confirm(client, model, upload(client, model, content, **fields))


def problems(response: Any) -> list[tuple[int, str, str]]:
    """Row in the file, column, words."""
    return [(fault.row, fault.column, fault.words) for fault in response.context["faults"]]


def step_of(client: Client, model: Any, page: Any, **said: Any) -> Any:
    """Sends the page of a step with what somebody chose on it."""
    kept = {
        name: value
        for name, value in page.context["kept_form"].initial.items()
        if value is not None
    }
    return client.post(address(model, "import"), {**kept, **said})


def export(client: Client, model: Any, ending: str = "xlsx", **fields: Any) -> tablib.Dataset:
    number = str(list(FORMATS).index(ending))
    response = client.post(address(model, "export"), {"format": number, **fields})
    assert response.status_code == 200, response
    return FORMATS[ending]().create_dataset(response.content)
