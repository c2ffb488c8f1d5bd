"""Addresses of the board, the county overview and the aggregate."""

from django.urls import path

from reports.oversight import aggregate_views, board_views, county_overview_views, list_views

app_name = "oversight"
urlpatterns = [
    path("board/", board_views.board_page, name="board"),
    path("board/file/", board_views.board_file, name="board_file"),
    path("board/contacts/", list_views.contacts_file, name="contacts_file"),
    path("board/faults/", list_views.common_faults_file, name="common_faults_file"),
    path("board/urge/", board_views.send_notices_page, name="send_notices"),
    path("leader/", county_overview_views.county_overview_page, name="county_overview"),
    path("aggregate/", aggregate_views.aggregate_page, name="aggregate"),
    path("aggregate/file/", aggregate_views.aggregate_file, name="aggregate_file"),
]
