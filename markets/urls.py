from django.urls import URLPattern, URLResolver, path

from markets.views import account, components, health, help, language, password_help

urlpatterns: list[URLPattern | URLResolver] = [
    path("", account.home, name="home"),
    path("masuk/", account.login, name="login"),
    path("keluar/", account.logout, name="logout"),
    path("lainnya/", account.further_pages, name="further_pages"),
    path("akun/", account.account, name="account"),
    path("akun/kata-sandi/", account.change_password, name="change_password"),
    path("akun/kata-sandi/diatur-ulang/", account.password_was_reset, name="password_was_reset"),
    path("atur-ulang/", password_help.spend_password_code, name="spend_password_code"),
    path("bantu-kata-sandi/", password_help.people_i_help, name="people_i_help"),
    path(
        "bantu-kata-sandi/<int:pk>/",
        password_help.issue_password_code,
        name="issue_password_code",
    ),
    path("bantuan/", help.help_page, name="help"),
    path("bantuan/istilah/", help.glossary_page, name="glossary"),
    path("bantuan/mulai/", help.tour, name="tour"),
    path("bahasa/", language.choose_language, name="choose_language"),
    path("komponen/", components.components, name="components"),
    path("sehat", health.health, name="health"),
]
