"""Version 2 of the text a person agrees to: it names the photo, the signature and the family."""

import datetime as dt

from django.db import migrations

VERSION = "2"
# A later day than version 1's, so that this one holds.
IN_FORCE_FROM = dt.date(2025, 1, 2)
BODY = """\
Untuk apa data ini
Data saya dipakai untuk mendaftarkan saya sebagai peserta BPJS Ketenagakerjaan (pekerja bukan \
penerima upah), menagih dan mencatat iuran saya, menyetorkannya, dan membantu saya atau keluarga \
saya mengurus santunan. Tidak untuk hal lain.

Data apa saja
NIK, nama, tempat dan tanggal lahir, jenis kelamin, nama gadis ibu kandung, alamat, nomor HP, \
pekerjaan, tempat kerja, penghasilan yang saya sebutkan, program yang saya pilih, kepesertaan \
BPJS saya sebelumnya, nama dan nomor HP keluarga yang saya sebutkan, foto KTP saya bila difoto, \
tanda tangan saya atau foto lembar persetujuan ini, serta catatan iuran saya.

Siapa yang melihatnya
Kolektor dan bendahara pengelola pasar saya, petugas kantor cabang BPJS Ketenagakerjaan yang \
memeriksa pendaftaran, dan pemeriksa yang ditugaskan. NIK dan foto disimpan dalam bentuk \
tersandi, dan setiap kali dibaca lengkap atau dilihat tercatat siapa yang melihatnya. Data saya \
tidak dijual dan tidak dipakai untuk iklan.

Berapa lama disimpan
Selama saya menjadi peserta dan sepuluh tahun sesudah saya berhenti, karena catatan uang dan \
santunan mungkin masih diperlukan. Sesudah itu data saya dihapus. Bila pendaftaran saya ditolak \
atau batal, data saya dihapus paling lambat satu tahun kemudian.

Hak saya
Saya boleh meminta melihat data saya dan siapa yang sudah memakainya, meminta memperbaikinya, \
meminta pemakaiannya dihentikan sementara (dikerjakan paling lambat 3 x 24 jam), meminta \
dihapus, dan menarik persetujuan ini kapan saja. Bila data saya bocor, saya diberi tahu paling \
lambat 3 x 24 jam. Permintaan saya sampaikan kepada kolektor, pengelola pasar, atau kantor \
cabang.

Bila saya menolak
Saya boleh menolak tanpa akibat apa pun bagi usaha saya di pasar. Tanpa data ini saya tidak dapat \
didaftarkan; tanpa foto KTP saya tetap dapat didaftarkan, hanya pemeriksaannya lebih lama.

Pernyataan
Naskah ini sudah saya baca atau dibacakan kepada saya, saya mengerti isinya, dan saya setuju.
"""


def add(apps, schema_editor):
    texts = apps.get_model("members", "ConsentText").objects.using(schema_editor.connection.alias)
    texts.get_or_create(version=VERSION, defaults={"body": BODY, "in_force_from": IN_FORCE_FROM})


class Migration(migrations.Migration):
    dependencies = [("members", "0002_first_consent_text")]
    # Going back leaves the text where it is: people may have agreed to it.
    operations = [migrations.RunPython(add, migrations.RunPython.noop)]
