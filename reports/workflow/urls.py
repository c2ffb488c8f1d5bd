"""The bureau's desk and the buttons that move a report."""

from django.urls import path

from reports.workflow.views import (
    aggregate,
    approving,
    board,
    comments,
    desk,
    differences,
    exempting,
    leader,
    moves,
    phrases,
    points,
    queue,
    receipts,
    register,
    sign_off,
    verify,
)

app_name = "workflow"
urlpatterns = [
    path("reports/<int:pk>/move/<slug:name>/", moves.move, name="move"),
    path("desk/", queue.queue_page, name="queue"),
    path("desk/approve/", approving.approve_many, name="approve_many"),
    path("desk/phrases/", phrases.phrases, name="phrases"),
    path("desk/phrases/<int:pk>/", phrases.phrase, name="phrase"),
    path("desk/<int:pk>/", desk.desk, name="desk"),
    path("desk/<int:pk>/differences/", differences.desk_differences, name="desk_differences"),
    path("reports/<int:pk>/differences/", differences.own_differences, name="own_differences"),
    path("desk/<int:pk>/<int:number>/<slug:name>/", desk.submission_file, name="submission_file"),
    path("desk/<int:pk>/points/", points.points, name="points"),
    path("desk/<int:pk>/comments/", comments.new_comment, name="new_comment"),
    path("desk/<int:pk>/comments/<int:thread>/", comments.follow_up, name="follow_up"),
    path("desk/<int:pk>/exemptions/", exempting.exemptions, name="exemptions"),
    path(
        "desk/<int:pk>/exemptions/<int:number>/withdraw/",
        exempting.withdraw_exemption,
        name="withdraw_exemption",
    ),
    path("reports/<int:pk>/comments/<int:thread>/", comments.reply, name="reply"),
    path("reports/<int:pk>/receipts/<int:number>/", receipts.receipt, name="receipt"),
    path("board/", board.board_page, name="board"),
    path("board/file/", board.board_file, name="board_file"),
    path("board/urge/", board.urge_agencies, name="urge"),
    path("leader/", leader.leader_page, name="leader"),
    path("reports/<int:pk>/approvals/<int:number>/", receipts.approval, name="approval"),
    path("reports/<int:pk>/register/", register.register_page, name="register"),
    path("reports/<int:pk>/register/file/", register.register_file, name="register_file"),
    path("reports/<int:pk>/sign-off/", sign_off.sign_off_sheet, name="sign_off"),
    path("reports/<int:pk>/sign-off/<int:number>/", sign_off.sign_off_sheet, name="sign_off"),
    path("verify/", verify.verify, name="verify"),
    path("aggregate/", aggregate.aggregate_page, name="aggregate"),
    path("aggregate/file/", aggregate.aggregate_file, name="aggregate_file"),
]
