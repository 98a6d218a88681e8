"""Common first names by gender: which pronoun may stand for whom."""

from __future__ import annotations

from factdb.extract.vocabulary import listed

MALE = listed(
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
FEMALE = listed(
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


def is_male(first_name: str) -> bool | None:
    """Tell a first name's gender, None where it is not known or both bear it."""
    name = first_name.lower()
    if (name in MALE) == (name in FEMALE):
        return None
    return name in MALE


def is_known(first_name: str) -> bool:
    """Tell whether a word is a first name of the lists."""
    return first_name.lower() in MALE or first_name.lower() in FEMALE
