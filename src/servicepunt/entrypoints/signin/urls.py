"""Where signing in hangs; allauth's own names, because allauth asks for them. No signing up, no own addresses."""

from allauth.account import views
from django.urls import include, path, re_path

from servicepunt.entrypoints.signin import suppliers
from servicepunt.entrypoints.signin.views import FirstPasswordPage, PasswordPage, SignIn, still

urlpatterns = [
    path("", SignIn.as_view(), name="account_login"),
    path("leverancier/", suppliers.begin, name="supplier_signin"),
    path("leverancier/terug/", suppliers.back, name="supplier_signin_back"),
    path("leverancier/gegevens/", suppliers.details, name="supplier_signin_details"),
    path("leverancier/code/", suppliers.code, name="supplier_signin_code"),
    path("sessie/", still, name="still_signed_in"),
    path("uit/", views.logout, name="account_logout"),
    path("gesloten/", views.account_inactive, name="account_inactive"),
    path("bevestig/", views.reauthenticate, name="account_reauthenticate"),
    path("wachtwoord/", PasswordPage.as_view(), name="account_change_password"),
    path("wachtwoord/kiezen/", FirstPasswordPage.as_view(), name="account_set_password"),
    path("wachtwoord/vergeten/", views.password_reset, name="account_reset_password"),
    path("wachtwoord/vergeten/verzonden/", views.password_reset_done, name="account_reset_password_done"),
    re_path(
        r"^wachtwoord/nieuw/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$",
        views.password_reset_from_key,
        name="account_reset_password_from_key",
    ),
    path(
        "wachtwoord/nieuw/klaar/",
        views.password_reset_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path("veilig/", include("allauth.mfa.urls")),
]
