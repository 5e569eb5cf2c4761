"""What newspapers call a country's own: "South Korean" for South Korea, "US" for the United States.

Names as they are common in the English-language press, in lower case; a country with several has
several.
"""

_NAMES = """
Afghanistan: Afghan; Albania: Albanian; Algeria: Algerian; Andorra: Andorran; Angola: Angolan;
Argentina: Argentine; Armenia: Armenian; Australia: Australian; Austria: Austrian;
Azerbaijan: Azerbaijani; Bahrain: Bahraini; Bangladesh: Bangladeshi; Barbados: Barbadian;
Belarus: Belarusian; Belgium: Belgian; Belize: Belizean; Benin: Beninese; Bhutan: Bhutanese;
Bolivia: Bolivian; Bosnia: Bosnian; Bosnia and Herzegovina: Bosnian; Botswana: Botswanan;
Brazil: Brazilian; Britain, Great Britain, United Kingdom, UK, U.K.: British;
Brunei: Bruneian; Bulgaria: Bulgarian; Burkina Faso: Burkinabe; Burma, Myanmar: Burmese;
Burundi: Burundian; Cambodia: Cambodian; Cameroon: Cameroonian; Canada: Canadian; Chad: Chadian;
Chile: Chilean; China: Chinese; Colombia: Colombian; Comoros: Comorian; Congo: Congolese;
Costa Rica: Costa Rican; Croatia: Croatian; Cuba: Cuban; Cyprus: Cypriot;
Czech Republic, Czechia: Czech; Denmark: Danish; Djibouti: Djiboutian;
Dominican Republic: Dominican; East Timor: East Timorese; Ecuador: Ecuadorian; Egypt: Egyptian;
El Salvador: Salvadoran; England: English; Eritrea: Eritrean; Estonia: Estonian;
Eswatini: Swazi; Ethiopia: Ethiopian; Fiji: Fijian; Finland: Finnish; France: French;
Gabon: Gabonese; Gambia: Gambian; Georgia: Georgian; Germany: German; Ghana: Ghanaian;
Greece: Greek; Guatemala: Guatemalan; Guinea: Guinean; Guyana: Guyanese; Haiti: Haitian;
Honduras: Honduran; Hungary: Hungarian; Iceland: Icelandic; India: Indian;
Indonesia: Indonesian; Iran: Iranian; Iraq: Iraqi; Ireland: Irish; Israel: Israeli;
Italy: Italian; Ivory Coast: Ivorian; Jamaica: Jamaican; Japan: Japanese; Jordan: Jordanian;
Kazakhstan: Kazakh; Kenya: Kenyan; Kosovo: Kosovar; Kuwait: Kuwaiti; Kyrgyzstan: Kyrgyz;
Laos: Laotian; Latvia: Latvian; Lebanon: Lebanese; Lesotho: Basotho; Liberia: Liberian;
Libya: Libyan; Liechtenstein: Liechtenstein; Lithuania: Lithuanian; Luxembourg: Luxembourg;
Macedonia, North Macedonia: Macedonian; Madagascar: Malagasy; Malawi: Malawian;
Malaysia: Malaysian; Maldives: Maldivian; Mali: Malian; Malta: Maltese;
Mauritania: Mauritanian; Mauritius: Mauritian; Mexico: Mexican; Moldova: Moldovan;
Monaco: Monegasque; Mongolia: Mongolian; Montenegro: Montenegrin; Morocco: Moroccan;
Mozambique: Mozambican; Namibia: Namibian; Nepal: Nepalese; Netherlands, Holland: Dutch;
New Zealand: New Zealand; Nicaragua: Nicaraguan; Niger: Nigerien; Nigeria: Nigerian;
North Korea, DPRK: North Korean; Northern Ireland: Northern Irish; Norway: Norwegian;
Oman: Omani; Pakistan: Pakistani; Palestine: Palestinian; Panama: Panamanian;
Papua New Guinea: Papua New Guinean; Paraguay: Paraguayan; Peru: Peruvian;
Philippines: Philippine; Poland: Polish; Portugal: Portuguese; Qatar: Qatari;
Romania: Romanian; Russia: Russian; Rwanda: Rwandan; Samoa: Samoan; Saudi Arabia: Saudi;
Scotland: Scottish; Senegal: Senegalese; Serbia: Serbian; Sierra Leone: Sierra Leonean;
Singapore: Singaporean; Slovakia: Slovak; Slovenia: Slovenian; Somalia: Somali;
South Africa: South African; South Korea: South Korean; South Sudan: South Sudanese;
Soviet Union: Soviet; Spain: Spanish; Sri Lanka: Sri Lankan; Sudan: Sudanese;
Suriname: Surinamese; Sweden: Swedish; Switzerland: Swiss; Syria: Syrian;
Taiwan: Taiwanese; Tajikistan: Tajik; Tanzania: Tanzanian; Thailand: Thai; Togo: Togolese;
Tonga: Tongan; Tunisia: Tunisian; Turkey: Turkish; Turkmenistan: Turkmen; Uganda: Ugandan;
Ukraine: Ukrainian; United States, United States of America, US, U.S., USA, America: US;
Uruguay: Uruguayan; Uzbekistan: Uzbek; Venezuela: Venezuelan; Vietnam: Vietnamese;
Wales: Welsh; Yemen: Yemeni; Zambia: Zambian; Zimbabwe: Zimbabwean
"""


def _nationalities() -> dict[str, str]:
    entries = (entry.split(": ") for entry in " ".join(_NAMES.split()).split("; "))
    return {
        country.casefold(): nationality
        for countries, nationality in entries
        for country in countries.split(", ")
    }


NATIONALITY = _nationalities()
"""From a country's name in lower case to the adjective."""
