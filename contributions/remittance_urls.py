"""The addresses of money on its way to BPJS, below setoran/."""

from django.urls import path

from contributions.views import answers, remittances, transfers

urlpatterns = [
    path("", remittances.remittances, name="remittances"),
    path("susun/", remittances.make_remittance, name="make_remittance"),
    path("ekspor/", remittances.remittances_export, name="remittances_export"),
    path("ditolak/", answers.rejected_months, name="rejected_months"),
    path("ditolak/ekspor/", answers.rejected_months_export, name="rejected_months_export"),
    path("ditolak/<int:pk>/", answers.settle_rejection, name="settle_rejection"),
    path("jawaban/<uuid:pk>/", answers.answer_list, name="answer_list"),
    path("jawaban/<uuid:pk>/gagal/", answers.failed_answers, name="failed_answers"),
    path("<int:pk>/", remittances.remittance, name="remittance"),
    path("<int:pk>/putuskan/", remittances.decide_remittance, name="decide_remittance"),
    path("<int:pk>/transfer/", transfers.record_transfer, name="record_transfer"),
    path("<int:pk>/selisih/", transfers.explain_difference, name="explain_difference"),
    path("transfer/<int:pk>/", transfers.transfer, name="transfer"),
    path("transfer/<int:pk>/bukti/", transfers.transfer_proof, name="transfer_proof"),
    path("transfer/<int:pk>/balik/", transfers.reverse_transfer, name="reverse_transfer"),
    path("<int:pk>/daftar/", remittances.remittance_list, name="remittance_list"),
    path("<int:pk>/ekspor/", remittances.remittance_export, name="remittance_export"),
    path("<int:pk>/jawaban/", answers.upload_answers, name="upload_answers"),
    path("<int:pk>/jawaban/sisanya/", answers.accept_rest, name="accept_rest"),
    path("<int:pk>/jawaban/<int:line>/", answers.answer_line, name="answer_line"),
]
