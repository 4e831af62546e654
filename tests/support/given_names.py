"""Given names people have who come here, as they write them: in their own letters and in Latin ones."""

from __future__ import annotations

from typing import Final

GIVEN_NAMES: Final = tuple(
    name.strip()
    for line in """
    Adam, Ahmad, Mohammed, Ali, Omar, Yusuf, Najda, Awda, Eid, Adl, Nour, Amal, Hala, Fatima, Aisha, Rima
    Insan, آدم, أحمد, محمد, علي, عمر, يوسف, نجدة, عودة, عيد, عدل, نور, أمل, هالة, فاطمة, عائشة, كمال, إسعاف
    رجاء, هدى, سلام, Wali, Mirwais, Hamid, Reza, Hossein, Farhad, Badi, Zahra, Maryam, Parisa, Hadi, Nazanin
    Gul, Spogmai, Zarghona, ولی, میرویس, حمید, رضا, حسین, فرهاد, زهرا, مریم, پریسا, هادی, نازنین, گل, زرغونه
    آرزو, امید, مهربان, ستاره, Dil, Ara, Deniz, Umut, Barış, Özgür, Yıldız, Sevgi, Ayşe, Devrim, Mehmet, Emine
    Can, Kaya, Bahar, Hayat, Sefa, Ferman, Azad, Rojda, Zîn, Berfîn, Serhat, Welat, Jiyan, Baran, Evîn, Dilan
    Rêbîn, Şêrko, Newroz, Mirza, Mîran, Xezal, هیوا, ئازاد, شێرکۆ, ڕۆژان, ژیان, نەورۆز, دلێر, هێمن, شیلان
    کاوە, بەرزان, هەڵۆ, ئاوارە, گەرمیان, Олександр, Андрій, Наталія, Оксана, Софія, Віра, Надія, Любов, Дмитро
    Богдан, Слава, Мир, Лев, Роман, Зоя, Світлана, Oleksandr, Nadiya, Vira, Bohdan, Lev, Roman, Zoya, Иван
    Вера, Надежда, Любовь, Павел, Елена, Татьяна, Воля, Мила, Abdi, Cabdi, Faadumo, Hodan, Xaawo, Maxamed
    Deeqa, Ayaan, Sahra, Warsame, Guled, Dib, Ilhaan, Nuur, Barni, Saciid, Sahal, ሰላም, ኣማኑኤል, ሃና, ሙሴ, ዮናስ, ፍጹም
    ሚካኤል, ኣስመራ, ሰምሃር, ተስፋይ, ገብረ, ብርሃን, ንግስቲ, ዳዊት, Tesfay, Selam, Semhar, Yonas, Hagos, Ion, Andrei, Mihaela
    Speranța, Om, Foca, Dragoș, Ileana, Ivan, Georgi, Nadezhda, Vyara, Edit, Emese, Lech, Bogdan, Zofia
    Agnieszka, Nadzieja, Kasia, Arben, Agim, Besa, Drita, Liri, Fatmir, Shpresa, Jeta, Valon, Milica, Dragan
    Nada, Vera, Slobodan, Socorro, Consuelo, Esperanza, Auxilio, Ángel, Jesús, Dolores, Pilar, Aimé, Désiré
    Espérance, Pascal, Modeste, Prudence, Bia, Hope, Grace, Faith, Chance, Max, Mark, Will, Rich, Bill, Frank
    Ernst, Gerd, Heide, Wolf, Gott
    """.strip().splitlines()
    for name in line.split(",")
)
