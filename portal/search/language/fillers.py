"""Words that say nothing of what is looked for: particles of speech and the wording of questions.

They stand as they are typed (normalised), not as lemmas: 'мати' is a mother too, and 'have' is not 'haves'.
"""

_UKRAINIAN = """
і й та а але або чи що це цей ця ці цього цієї цих цьому те той ті того тих тому як який яка яке які якого якої яких
яку яким якою якщо коли де куди звідки хто кого кому ким чим чому чого навіщо скільки щоб щодо бо тоді так також теж
ще вже лише тільки дуже просто навіть же ж би б не ні у в на з із зі зо до від од по за про для при над під без через
між перед після серед задля я ми ти ви він вона воно вони мене мені мною нас нам нами тебе тобі вас вам його йому ним
її їй нею їх їм ними мій моя моє мої наш наша наше наші ваш ваша ваше ваші свій своя своє свої свого своїх себе собі є
був була було були бути буде будуть має мають треба потрібно можна слід варто можу може можемо можуть хочу хоче хочуть
робити зробити роблю робимо діяти вчинити підкажіть підкажи скажіть скажи розкажіть поясніть будь ласка буває якось
щось хтось там тут ось усе все
"""
_RUSSIAN = """
и а но или ли что это этот эта эти этого этой этих этому то тот те того тех тому как какой какая какое какие какого
какой каких какую каким если когда где куда откуда кто кого кому кем чем чему чего почему зачем сколько чтобы потому
тогда так также тоже еще уже лишь только очень просто даже же ж бы б не ни нет у в во на с со к ко от до по за о об
обо про для при над под без через между перед после среди я мы ты вы он она оно они меня мне мной нас нам нами тебя
тебе вас вам его ему им ей ею ее их ними него нее мой моя мое мои наш наша наше наши ваш ваша ваше ваши свой своя свое
свои своего своих себя себе есть был была было были быть будет будут имеет имеют надо нужно можно следует стоит могу
может можем могут хочу хочет хотят делать сделать делаю делаем поступить подскажите подскажи скажите скажи расскажите
объясните пожалуйста бывает что-то кто-то там тут здесь вот все
"""
_ENGLISH = """
a an the and or but nor so as of to in on at by for from with about into onto upon than then too very just also only
even is are am was were be been being do does did doing done have has had having will would shall should can could may
might must not no i me my mine we us our ours you your yours he him his she her hers it its they them their theirs
this that these those there here how what when where who whom whose which why if whether while because someone
somebody something anyone anything please tell dont cant isnt doesnt didnt wont im ive
"""

_FILLERS = frozenset(f"{_UKRAINIAN} {_RUSSIAN} {_ENGLISH}".split())


def is_filler_word(word: str) -> bool:
    """Whether a normalised word is one."""
    return word.replace("'", "") in _FILLERS
