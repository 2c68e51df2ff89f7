"""The addresses of months paid elsewhere, below dibayar-di-tempat-lain/."""

from django.urls import path

from contributions.views import elsewhere, elsewhere_answers

urlpatterns = [
    path("", elsewhere.elsewhere_records, name="elsewhere_records"),
    path("ekspor/", elsewhere.elsewhere_export, name="elsewhere_export"),
    path("jawaban/", elsewhere_answers.answer_elsewhere_months, name="answer_elsewhere_months"),
    path("<uuid:pk>/", elsewhere.elsewhere_record, name="elsewhere_record"),
    path("<uuid:pk>/bukti/", elsewhere.elsewhere_proof, name="elsewhere_proof"),
    path("<uuid:pk>/jawaban/", elsewhere.answer_elsewhere, name="answer_elsewhere"),
    path("<uuid:pk>/tarik/", elsewhere.withdraw_elsewhere, name="withdraw_elsewhere"),
]
