"""Addresses of the bureau's queue and desk."""

from django.urls import path

from reports.review import (
    beside,
    bulk_approval_views,
    comments,
    concessions,
    desk,
    differences,
    phrases,
    publishing,
    queue_views,
    review_checklist,
)

app_name = "review"
urlpatterns = [
    path("desk/", queue_views.queue_page, name="queue"),
    path("desk/approve/", bulk_approval_views.approve_many, name="approve_many"),
    path("desk/publish/", publishing.publishing, name="publishing"),
    path("desk/phrases/", phrases.phrases, name="phrases"),
    path("desk/phrases/<int:pk>/", phrases.phrase, name="phrase"),
    path("desk/<int:pk>/", desk.desk, name="desk"),
    path("desk/<int:pk>/next/", beside.next_report, name="next"),
    path("desk/<int:pk>/differences/", differences.desk_differences, name="desk_differences"),
    path("reports/<int:pk>/differences/", differences.own_differences, name="own_differences"),
    path("desk/<int:pk>/<int:number>/print/", desk.print_view, name="desk_print"),
    path("desk/<int:pk>/<int:number>/<slug:name>/", desk.submission_file, name="submission_file"),
    path("desk/<int:pk>/points/", review_checklist.tick_points, name="review_checklist"),
    path("desk/<int:pk>/comments/", comments.new_comment, name="new_comment"),
    path("desk/<int:pk>/comments/<int:thread>/", comments.follow_up, name="follow_up"),
    path("desk/<int:pk>/exemptions/", concessions.concessions, name="concessions"),
    path(
        "desk/<int:pk>/exemptions/<int:number>/withdraw/",
        concessions.withdraw_concession,
        name="withdraw_concession",
    ),
    path("reports/<int:pk>/comments/<int:thread>/", comments.reply, name="reply"),
]
