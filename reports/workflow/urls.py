"""The bureau's desk and the buttons that move a report."""

app_name = "workflow"
urlpatterns: list = []
