"""Names that are known: first names with their gender, and places, which are nobody's names."""

from __future__ import annotations

from factdb.extract.vocabulary import word_set

# Countries, states and other places: what they are said to say, their governments say; none is a person.
PLACES = word_set(
    """
    afghanistan albania algeria angola argentina armenia australia austria azerbaijan bahrain bangladesh belarus belgium
    bolivia bosnia botswana brazil britain bulgaria cambodia cameroon canada chad chile china colombia congo croatia
    cuba cyprus czechia denmark ecuador egypt england eritrea estonia ethiopia finland france gabon gambia georgia
    germany ghana greece guatemala guinea guyana haiti honduras hungary iceland india indonesia iran iraq ireland israel
    italy jamaica japan jordan kazakhstan kenya kosovo kuwait kyrgyzstan laos latvia lebanon liberia libya lithuania
    luxembourg madagascar malawi malaysia mali malta mexico moldova mongolia montenegro morocco mozambique myanmar
    namibia nepal netherlands nicaragua niger nigeria norway oman pakistan palestine panama paraguay peru philippines
    poland portugal qatar romania russia rwanda scotland senegal serbia singapore slovakia slovenia somalia spain sudan
    sweden switzerland syria taiwan tajikistan tanzania thailand togo tunisia turkey turkiye turkmenistan uganda ukraine
    uruguay uzbekistan venezuela vietnam wales yemen zambia zimbabwe america europe africa asia
    alabama alaska arizona arkansas california colorado connecticut delaware florida hawaii idaho illinois indiana iowa
    kansas kentucky louisiana maine maryland massachusetts michigan minnesota mississippi missouri montana nebraska
    nevada ohio oklahoma oregon pennsylvania tennessee texas utah vermont virginia wisconsin wyoming ontario quebec
    alberta manitoba
    us u.s. uk u.k. eu un u.n. uae
    beijing berlin brussels cairo damascus delhi gaza geneva havana islamabad jerusalem kabul kyiv london madrid
    moscow nairobi paris pretoria pyongyang riyadh rome seoul tehran tokyo warsaw washington
    """
) | {"united states", "united kingdom", "european union", "saudi arabia", "south africa", "north korea", "south korea"}
MALE_FIRST_NAMES = word_set(
    """
    aaron abdul abdullah adam adrian ahmed aidan alan albert alec alejandro alexander alfred ali allan allen amir
    anders andre andrea andreas andrei andrew andrey andy angel anthony anton antonio arthur arturo ashraf austin
    barack barry ben benjamin bernard bernie bill billy bob bobby boris brad bradley brandon brian bruce bryan carl
    carlos cesar charles charlie chris christian christopher chuck claude colin conor corey craig cyril dale damian
    dan daniel danny darren dave david dean dennis derek dick diego dmitry dominic don donald doug douglas duncan
    dwight earl ed eddie edgar edmund eduardo edward edwin elias elijah elliott emil emmanuel enrique eric erik
    ernest ethan eugene evan felipe felix fernando francis francisco francois frank franklin fred frederick gabriel
    gareth gary gavin gene geoff geoffrey george gerald gerard gilbert giorgio giovanni glen glenn gordon graham
    greg gregory guido guillermo gustav gustavo guy hamid hans harold harry harvey hassan hector heinrich henri
    henry herbert herman hiroshi howard hugh hugo hussein ian ibrahim igor isaac ismail ivan jack jacob jacques
    jaime jake james jamie jan jared jason javier jay jean jeff jeffrey jeremy jerome jerry jesse jim jimmy joachim
    joao joe joel johan john johnny jon jonas jonathan jordan jorge jose josef joseph josh joshua juan julian julio
    julius justin kareem karim karl keith ken kenneth kevin khalid kurt kyle lance larry lars laurent lawrence leo
    leon leonard leroy lewis liam lloyd lorenzo lou louis luca lucas luis luke magnus mahmoud malcolm manuel marc
    marcel marco marcus mario marius mark marshall martin marvin mateo matt matteo matthew maurice max maxim michael
    michel miguel mike mikhail milan miles mitch mitchell mitt mohamed mohammad mohammed muhammad mustafa nate
    nathan nathaniel neil nelson nicholas nick nicolas nigel nikolai noah norman oleg oliver olivier omar oscar otto
    owen pablo patrick paul pavel pedro per pete peter phil philip philippe pierre rafael raj ralph ramon randall
    randy raul ray raymond rex ricardo richard rick rob robert roberto robin rodney rodrigo roger roland roman ron
    ronald ross roy rupert russell ryan salman sam samuel santiago scott sean sebastian sergei sergey sergio seth
    shane shaun simon stanley stefan stephan stephen steve steven stuart sven ted terry theodore thomas tim timothy
    toby todd tom tomas tommy tony travis trevor tyler ulrich vaclav vernon victor viktor vince vincent vladimir
    volodymyr wade wallace walter warren wayne werner wilhelm will william willie winston wolfgang xavier yasser
    yuri yusuf zachary
    """
)
FEMALE_FIRST_NAMES = word_set(
    """
    abigail ada adele adriana agnes aisha alexandra alexis alice alicia alison allison amanda amber amelia amina amy
    ana anastasia angela angelica anita ann anna anne annette annie antonia april ashley astrid audrey barbara
    beatrice becky bella bernadette beth betty beverly birgit bonnie brenda bridget brigitte brooke camilla candace
    carla carly carmen carol carole caroline carolyn carrie catherine cathy cecilia celia charlotte chelsea cheryl
    chloe christina christine cindy claire clara claudia condoleezza connie courtney crystal cynthia daisy dana
    daniela danielle debbie deborah debra denise diana diane dolores donna doris dorothy edith eileen elaine eleanor
    elena elise elizabeth ella ellen emily emma erica erika erin esther eva eve evelyn fatima felicia fiona florence
    frances gabriela gabrielle gail georgia geraldine gertrude gina gisele gladys glenda gloria grace greta gwen
    hannah harriet hazel heather heidi helen helena hilary hillary holly ida ines ingrid irene irina iris isabel
    isabella ivanka jackie jacqueline jane janet janice jasmine jean jeanne jen jenna jennifer jenny jessica jill
    joan joann joanna jocelyn josephine joy joyce juanita judith judy julia juliana julie juliet june kamala karen
    karin kate katherine kathleen kathryn kathy katie katrina kay kayla keiko kelly kellyanne kendra kerry kim
    kimberly kirsten kristen kristin laila lara laura lauren laurie layla leah leila lena leslie leticia lillian
    lily linda lindsay lisa liz lois lorena loretta lori lorraine louise lucia lucille lucy luisa lydia lynn mabel
    madeleine madison maggie malala mandy marcia margaret margarita maria marian marie marilyn marina marion marissa
    marjorie marlene marta martha mary maryam maureen maya megan melania melanie melinda melissa mercedes meredith
    mia michelle mildred milena miranda miriam molly monica muriel nadia nancy naomi natalia natalie natasha
    nathalie nicole nina noor nora norma olga olivia pamela patricia patty paula paulette pauline peggy penelope
    penny petra phyllis priscilla rachel ramona rebecca regina renee rita roberta rosa rosalind rose rosemary
    roxanne ruth sabrina sally samantha sandra sara sarah selena serena sharon sheila shelley sherry shirley simone
    sofia sonia sophia sophie stella stephanie sue susan susanna suzanne svetlana sylvia tamara tanya tara tatiana
    teresa tessa theresa tina toni tracy ursula valerie vanessa vera veronica victoria viola violet virginia vivian
    wanda wendy whitney yolanda yvette yvonne zainab zoe
    """
)


def is_male_first_name(first_name: str) -> bool | None:
    """Return a first name's gender, None where it is not known or both use it."""
    name = first_name.lower().partition("-")[0]
    if (name in MALE_FIRST_NAMES) == (name in FEMALE_FIRST_NAMES):
        return None
    return name in MALE_FIRST_NAMES


def is_first_name(first_name: str) -> bool:
    """Return whether a word is a first name of the lists."""
    name = first_name.lower().partition("-")[0]
    return name in MALE_FIRST_NAMES or name in FEMALE_FIRST_NAMES
