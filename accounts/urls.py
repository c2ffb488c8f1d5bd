"""Addresses of sign-in, passwords, the trail and notices."""

from django.urls import path
from django.views.decorators.http import require_http_methods

from accounts.delegation import views as delegation_views
from accounts.jobs import views as job_views
from accounts.notifications import views as notice_views
from accounts.signin import appearance, session_views, views
from accounts.trail import views as trail_pages

form_page = require_http_methods(["GET", "HEAD", "POST"])  # Django's form views take PUT as well

app_name = "accounts"
urlpatterns = [
    path("sign-in/", form_page(views.SignIn.as_view()), name="login"),
    path("sign-out/", views.SignOut.as_view(), name="logout"),
    path("appearance/", appearance.choose, name="appearance"),
    path("session/state/", session_views.session, name="session_state"),
    path("password/", form_page(views.ChangePassword.as_view()), name="password_change"),
    path("password/reset/", form_page(views.AskReset.as_view()), name="password_reset"),
    path("password/reset/sent/", views.ResetSent.as_view(), name="password_reset_sent"),
    path(
        "password/reset/<uidb64>/<token>/",
        form_page(views.SetPassword.as_view()),
        name="password_reset_confirm",
    ),
    path("delegations/", delegation_views.delegations, name="delegations"),
    path("delegations/<int:pk>/end/", delegation_views.end, name="end_delegation"),
    path("trail/", trail_pages.trail, name="trail"),
    path("trail/verify/", trail_pages.verify, name="verify_trail"),
    path("trail/file/<slug:name>/", trail_pages.trail_file, name="trail_file"),
    path("jobs/", job_views.jobs, name="jobs"),
    path("jobs/state/", job_views.job_list, name="job_list"),
    path("jobs/<int:pk>/file/", job_views.job_file, name="job_file"),
    path("notices/", notice_views.notices, name="notices"),
    path("notices/read/", notice_views.read_all, name="read_all"),
    path("notices/choice/", notice_views.notice_choice, name="notice_choice"),
    path("notices/<int:pk>/", notice_views.open_notice, name="notice"),
]
