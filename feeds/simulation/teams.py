"""The demo's teams by competition: name | short name | code | first colour, second colour, pattern of the crest."""

from __future__ import annotations

from collections.abc import Mapping

TEAMS: Mapping[str, str] = {
    "premier": """
        Aldermoor Town | Aldermoor | ALD | red white stripes
        Brackwater Rovers | Brackwater | BRA | blue white halves
        Castlehythe City | Castlehythe | CAS | sky navy plain
        Dunmere United | Dunmere | DUN | green white hoops
        Eastwick Albion | Eastwick | EAS | claret sky quarters
        Fenwold Athletic | Fenwold | FEN | gold black stripes
        Greyport Wanderers | Greyport | GRE | grey navy sash
        Hallowby North End | Hallowby | HAL | white black chevron
    """,
    "liga": """
        Atlético Río Claro | Río Claro | ARC | red navy stripes
        Deportivo Almenara | Almenara | ALM | green white cross
        Real Montesol | Montesol | RMS | white gold plain
        Unión San Telmo | San Telmo | UST | yellow blue hoops
        CF Puerto Viejo | Puerto Viejo | CPV | teal white sash
        Sporting Valderrosa | Valderrosa | SVA | maroon cream quarters
    """,
    "cup": """
        Millford Harriers | Millford | MIL | orange black plain
        Oxley Vale | Oxley | OXL | purple white halves
        Penbrook Swifts | Penbrook | PEN | yellow green chevron
        Quarrington | Quarrington | QUA | brown gold hoops
        Ravensholme | Ravensholme | RAV | black red sash
        Saltmarsh Park Rangers | Saltmarsh | SAL | teal white stripes
        Thornaby Green | Thornaby | THO | green cream plain
        Upper Wexcombe and District | Wexcombe | WEX | blue yellow cross
    """,
    "women": """
        Aldermoor Town Women | Aldermoor | ALD | red white stripes
        Castlehythe City Women | Castlehythe | CAS | sky navy plain
        Larkfield Ladies | Larkfield | LAR | pink navy halves
        Marlow Bridge Women | Marlow Bridge | MAR | purple gold quarters
        Netherby Women | Netherby | NET | lime black sash
        St Agnes Athletic | St Agnes | STA | navy white chevron
    """,
    "basketball": """
        Bayview Herons | Herons | BAY | teal orange chevron
        Cedar Falls Lumberjacks | Lumberjacks | CED | green brown plain
        Granite City Quarrymen | Quarrymen | GRA | grey red halves
        Port Lorne Pilots | Pilots | POR | navy gold sash
        Sandoval Scorpions | Scorpions | SAN | black yellow cross
        Twin Rivers Current | Current | TWI | blue sky stripes
    """,
    "hockey": """
        Björkvik IF | Björkvik | BJO | yellow blue plain
        Frosthaven Wolves | Frosthaven | FRO | navy grey chevron
        HC Isvalla | Isvalla | ISV | red white hoops
        Kallsund Kings | Kallsund | KAL | gold black quarters
        Nordlake Moose | Nordlake | NOR | brown cream plain
        Tundra Bay Storm | Tundra Bay | TUN | purple sky sash
    """,
    "open": """
        Emil Adriansen | Adriansen | ADR | red white plain
        Tomás Bellido | Bellido | BEL | yellow red halves
        Jonas Falkenrath | Falkenrath | FAL | black gold stripes
        Kenji Morihara | Morihara | MOR | white red plain
        Luca Santomaso | Santomaso | SAN | green white chevron
        Theo Okonjo-Reed | Okonjo-Reed | OKO | teal orange sash
        Pavel Zelenka | Zelenka | ZEL | blue white cross
        Oliver Whitcombe | Whitcombe | WHI | navy cream quarters
    """,
    "open-women": """
        Anouk Verbeeck | Verbeeck | VER | orange navy plain
        Carla Montserrat-Vidal | Montserrat | MON | claret yellow stripes
        Ingrid Solheim | Solheim | SOL | red navy cross
        Mei-Lin Zhou | Zhou | ZHO | red yellow plain
        Naledi Khumare | Khumare | KHU | green gold sash
        Petra Novotova | Novotova | NOV | blue red halves
        Sofia Branco | Branco | BRA | green red quarters
        Zara Ellington | Ellington | ELL | purple white chevron
    """,
    "doubles": """
        Adriansen / Solheim-Berg | Adriansen / Berg | ADB | red navy plain
        Castellan / Duarte | Castellan / Duarte | CAD | gold green halves
        Iwata / Morihara | Iwata / Morihara | IWM | white red stripes
        Prewitt / Whitcombe | Prewitt / Whitcombe | PRW | navy cream sash
    """,
    "cricket": """
        Banksia Bats | Banksia | BAN | gold green plain
        Coral Coast Mariners | Coral Coast | COR | teal pink hoops
        Darwell Drovers | Darwell | DAR | brown cream sash
        Kingscote Kites | Kingscote | KIN | purple yellow chevron
        Mount Verity Falcons | Mount Verity | MTV | navy red halves
        Silverton Sixers | Silverton | SIL | grey pink stripes
    """,
    "rugby": """
        Aberlaith | Aberlaith | ABE | red green hoops
        Cairnmore | Cairnmore | CAI | navy white plain
        Glenfinnan Reivers | Glenfinnan | GLE | maroon sky quarters
        Pontwelly | Pontwelly | PON | black white cross
        Rathcarrick | Rathcarrick | RAT | green gold hoops
        Westerdale Tykes | Westerdale | WES | purple white halves
    """,
    "handball": """
        HSG Altenbruck | Altenbruck | ALT | blue white plain
        TV Eichwald | Eichwald | EIC | green white stripes
        SG Hohenau-Lindach | Hohenau | HOH | red black halves
        HC Mühlental | Mühlental | MUH | yellow black chevron
        TSV Rosenfurt | Rosenfurt | ROS | pink navy sash
        VfL Wiesenstadt | Wiesenstadt | WIE | lime navy hoops
    """,
    "volleyball": """
        VC Bergheide | Bergheide | BER | orange white chevron
        SV Drachenfels | Drachenfels | DRA | green red sash
        VBC Kirchsee | Kirchsee | KIR | sky white plain
        Netzroller Nordhafen | Nordhafen | NNO | navy yellow halves
        TG Sonnenhang | Sonnenhang | SON | yellow red stripes
        USC Talbrücken | Talbrücken | TAL | purple grey quarters
    """,
    "baseball": """
        Bayview Gulls | Gulls | BVG | sky navy plain
        Cape Merrow Lighthouses | Lighthouses | CPM | red white hoops
        Fort Ellis Cannons | Cannons | FTE | black orange cross
        Lakeshore Canoes | Canoes | LAK | green cream sash
        Redwood Rangers | Rangers | RED | maroon gold stripes
        Santa Lucia Suns | Suns | STL | yellow blue chevron
    """,
    "gridiron": """
        Copper Canyon Miners | Miners | COP | brown orange plain
        Delta City Steamers | Steamers | DEL | navy white chevron
        Great Plains Bison | Bison | GPB | maroon gold halves
        Iron Harbor Anchors | Anchors | IRO | black grey sash
        Prairie State Twisters | Twisters | PRA | green yellow stripes
        Summit Thunderbirds | Thunderbirds | SUM | purple sky quarters
    """,
}
