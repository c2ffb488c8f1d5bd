"""The bureau's desk and the buttons that move a report."""

from django.urls import path

from reports.workflow.views import aggregate, desk, moves, queue

app_name = "workflow"
urlpatterns = [
    path("reports/<int:pk>/move/<slug:name>/", moves.move, name="move"),
    path("desk/", queue.queue_page, name="queue"),
    path("desk/<int:pk>/", desk.desk, name="desk"),
    path("desk/<int:pk>/<int:number>/<slug:name>/", desk.submission_file, name="submission_file"),
    path("aggregate/", aggregate.aggregate_page, name="aggregate"),
    path("aggregate/file/", aggregate.aggregate_file, name="aggregate_file"),
]
