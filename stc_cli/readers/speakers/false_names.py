"""Words before a colon that are seldom a person, in the languages stc knows and in German.

All in lower case, compared with a label's key. The languages stand together, because a
transcript's head is often written in another language than its talk.
"""

from __future__ import annotations

# What stands at the head of a transcript: "Date: …", "Present: …".
HEAD_WORDS = frozenset(
    """
    date dato datum time tid tidspunkt zeit uhrzeit place sted stad plats ort location duration
    varighet varighed varigheit längd dauer participants deltakere deltagere deltakarar deltagare
    teilnehmer teilnehmende present tilstede närvarande anwesend recording opptak optagelse
    inspelning aufnahme transcript transcription transkript transkripsjon transskription
    transkription transcriber transkribert transskriberet transkriberad interview intervju file
    fil datei project prosjekt projekt study studie language språk sprog sprache format title
    tittel titel name navn namn age alder ålder gender sex kjønn køn kön geschlecht page side sida
    seite status version versjon subject emne
    """.split()
)
# What opens a remark or an example: "Note: …", "PS: …". Never a speaker, but for the config.
OPENERS = HEAD_WORDS | frozenset(
    """
    note notes nb obs ps pps merk merknad bemerk bemærk anm tips tip tipp hint example eksempel
    exempel beispiel question questions spørsmål spørgsmål fråga frage problem remark comment
    kommentar warning advarsel varning warnung sum summary oppsummering sammendrag resumé
    sammenfattning sammanfattning zusammenfassung quote sitat citat zitat update oppdatering
    opdatering uppdatering fact facts fakta faktum conclusion konklusjon konklusion slutsats fazit
    result results resultat ergebnis solution løsning løysing lösning translation oversettelse
    oversættelse översättning context kontekst important viktig vigtigt viktigt wichtig remember
    husk hugs disclaimer spoiler headline overskrift rubrik überschrift phone telephone telefon
    tlf tel mobil email e-mail e-post epost mail mejl address adresse adress url link lenke lenkje
    länk source kilde kjelde källa quelle rule regel message melding besked meddelande nachricht
    re fwd fyi btw imo kl klokka klokken klokkan klockan uhr definition definisjon dvs
    f.eks feks bl.a t.ex z.b ergo pros cons
    """.split()
)
# Short words that are usual in capitals; others of up to three letters may be initials (KL).
ABBREVIATIONS = frozenset(
    "nb ps pps obs fyi btw imo url re fwd tlf tel dvs ok tv usa eu uk nrk nav".split()
)
# What is counted, when a number stands after it: "Step 2: …", "Del 3: …".
COUNTED = (OPENERS - {"deltagare"}) | frozenset(  # Swedish: one or many
    """
    step steg trinn trin schritt day dag tag week uke uge vecka veke woche year år jahr month
    måned månad monat hour time timme stunde minute minutt minut part del teil chapter kapittel
    kapitel kap theme tema thema topic phase fase fas section avsnitt afsnit abschnitt paragraph
    paragraf article artikkel artikel table tabell tabel tabelle figure figur abbildung number
    nummer nr no point punkt task oppgave opgave uppgift aufgabe option alternative
    alternativ answer svar antwort room rom rum zimmer floor etasje sal våning ward avdeling
    afdeling avdelning station level nivå niveau round runde runda verse vers psalm salme bok book
    bog buch volume bind band act akt scene scen szene line linje rad zeile row class klasse klass
    grade pause inaudible uhørlig uhörbart track spor bus buss tram bane gate highway exit item
    variant test prøve prov
    """.split()
)
# Ordinary words that a colon may follow in talk: "Poenget: …", "Monday: …", "Then: …". Names of
# months that people bear (April, Mai, August) are not here.
ORDINARY = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday mandag tirsdag onsdag torsdag fredag
    lørdag søndag måndag tysdag laurdag sundag tisdag lördag söndag montag dienstag mittwoch
    donnerstag freitag samstag sonnabend sonntag january february march july september october
    november december januar februar mars juli oktober desember januari februari märz dezember
    christmas easter summer winter autumn spring jul påske påsk sommer sommar vinter høst haust
    efterår höst weihnachten ostern herbst frühling
    oslo bergen trondheim stavanger tromsø københavn copenhagen aarhus århus odense aalborg
    stockholm göteborg malmö uppsala helsinki berlin hamburg münchen wien zürich london norge
    noreg norway sverige sweden danmark denmark finland island deutschland germany england europe
    europa usa eu america amerika
    me you he she it we they them us jeg eg æ meg mig du han hun ho hon vi de dei dere dykk oss
    jag ni ich er sie wir ihr es man
    today yesterday tomorrow now then here there later first second third finally lastly again
    always never sometimes often idag igår imorgen imorgon nå no nu her der da så først fyrst
    deretter derefter etterpå efterpå senere seinare seinere til endelig endeleg alltid altid
    aldri aldrig ofte ofta heute gestern morgen jetzt dann hier dort zuerst danach später endlich
    immer nie oft först sedan senare ibland altså alltså også också etwa
    what who when where why how which hva hvem når hvor hvorfor hvordan kva kven kor kvifor
    korleis vad vem när var varför hur hvad hvornår was wer wann wo warum wie
    well okay ok right so anyway also plus minus maybe perhaps exactly precisely absolutely
    definitely sure honestly basically actually obviously yes no yeah and but or because nettopp
    akkurat presis riktig klart selvfølgelig selvsagt ja nei jo nej nä och men eller netop præcis
    precis exakt absolut visst genau richtig klar natürlich eigentlich nein und aber oder
    thing point case truth idea plan choice difference advantage disadvantage reason answer
    question poenget saken saka spørsmålet svaret svar problemet sannheten sanninga ideen planen
    regelen forskjellen skilnaden fordelen føremonen ulempen ulempa løsningen løysinga grunnen
    resultatet konklusjonen meningen meininga tanken målet kravet budskapet tingen fordel ulempe
    mål krav forslag pointen sagen spørgsmålet sandheden forskellen grunden konklusionen
    forslaget poängen frågan sanningen skillnaden fördelen nackdelen lösningen orsaken slutsatsen
    förslaget sache antwort wahrheit idee unterschied vorteil nachteil grund vorschlag
    viktigst tv radio nav nrk
    alternativt eksempelvis exempelvis beispielsweise
    """.split()
)
# Words that stand for several people, or for somebody unknown, where a name would stand.
COLLECTIVE = frozenset("alle begge flere båda alla flera beide mehrere all both several".split())
# Ordinary words that are somebody's first name where another capitalised word follows: "Jo Doe".
GIVEN_NAMES = frozenset("jo an so min ho du til".split())
# What a phrase of capitalised words begins with that is no name: "Zum Beispiel: …", "I Oslo: …".
PHRASE_OPENERS = ORDINARY | frozenset(
    """
    i in on at by for from with about around the a an my our your his her their this that these
    på ved til fra med om under etter efter hos min mitt mi mine vår vårt våre din ditt sin sitt
    hennes deres det denne dette ett et en ei från vid mot mitt mina vårt våra hennes deras dette
    um zum zur im am vom beim für mit nach bei aus mein meine unser unsere sein seine ihr ihre die
    das ein eine dieser diese dieses dear kjære kære kära liebe lieber plan
    """.split()
)
