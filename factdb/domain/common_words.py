"""Words that tell little or nothing of what a text is about."""

from __future__ import annotations

# Of these none is ever looked for.
STOP = frozenset({
    "a", "about", "above", "after", "again", "against", "all", "also", "am", "amp", "an", "and", "any", "are", "aren",
    "as", "at", "be", "because", "been", "before", "being", "below", "between", "both", "but", "by", "can", "com",
    "could", "couldn", "d", "did", "didn", "do", "does", "doesn", "doing", "don", "down", "during", "each", "few",
    "for", "from", "further", "had", "hadn", "has", "hasn", "have", "haven", "having", "he", "her", "here", "hers",
    "herself", "him", "himself", "his", "how", "http", "https", "i", "if", "in", "into", "is", "isn", "it", "its",
    "itself", "just", "ll", "m", "me", "more", "most", "my", "myself", "no", "nor", "not", "now", "of", "off", "on",
    "once", "only", "or", "other", "our", "ours", "ourselves", "out", "over", "own", "pic", "re", "rt", "s", "said",
    "same", "say", "says", "she", "should", "shouldn", "so", "some", "such", "t", "than", "that", "the", "their",
    "theirs", "them", "themselves", "then", "there", "these", "they", "this", "those", "through", "to", "too",
    "twitter", "u", "under", "until", "up", "us", "ve", "very", "via", "was", "wasn", "we", "were", "weren", "what",
    "when", "where", "which", "while", "who", "whom", "why", "will", "with", "won", "would", "wouldn", "www", "you",
    "your", "yours", "yourself", "yourselves",
})  # fmt: skip
# Of any talk: rare in a ledger, where claims are put soberly, and yet about nothing.
TALK = frozenset({
    "able", "actual", "actually", "ago", "agree", "alone", "already", "always", "anybody", "anymore", "anyone",
    "anything", "anyway", "apparently", "around", "ask", "asked", "asking", "away", "awesome", "awful", "back", "bad",
    "basically", "become", "believe", "best", "better", "big", "bit", "bring", "brought", "call", "called", "came",
    "cannot", "care", "change", "check", "come", "comes", "coming", "completely", "crazy", "damn", "dear", "definitely",
    "different", "easy", "either", "else", "end", "enough", "especially", "etc", "even", "ever", "every", "everybody",
    "everyone", "everything", "exactly", "example", "fact", "far", "feel", "fellow", "felt", "finally", "find", "fine",
    "first", "folks", "forget", "forward", "found", "friend", "friends", "full", "fun", "funny", "gave", "get", "gets",
    "getting", "give", "given", "gives", "giving", "go", "god", "goes", "going", "gone", "gonna", "good", "got",
    "gotta", "great", "guess", "guy", "guys", "happen", "happened", "happening", "happens", "happy", "hard", "hate",
    "hear", "heard", "hell", "hello", "help", "hey", "hi", "hope", "hoping", "huge", "idea", "important", "instead",
    "interesting", "issue", "keep", "keeps", "kept", "kind", "knew", "know", "known", "knows", "lack", "last", "late",
    "later", "least", "leave", "left", "let", "lets", "life", "like", "likely", "line", "literally", "little", "live",
    "lol", "long", "look", "looked", "looking", "looks", "lot", "lots", "love", "mad", "made", "make", "makes",
    "making", "man", "many", "matter", "may", "maybe", "mean", "means", "might", "mind", "moment", "much", "must",
    "nearly", "need", "needed", "needs", "never", "new", "next", "nice", "night", "nobody", "nothing", "oh", "ok",
    "okay", "old", "omg", "one", "ones", "part", "past", "people", "person", "piece", "place", "please", "point",
    "pretty", "probably", "problem", "proud", "put", "question", "quite", "rather", "read", "reading", "real",
    "reality", "really", "reason", "remember", "right", "run", "sad", "sadly", "saw", "saying", "second", "see",
    "seeing", "seem", "seems", "seen", "send", "serious", "seriously", "set", "several", "shame", "share", "show",
    "showed", "showing", "shown", "shows", "side", "simply", "since", "smh", "someone", "something", "sometimes",
    "soon", "sorry", "sort", "start", "started", "starting", "stay", "still", "stop", "story", "stuff", "stupid",
    "suddenly", "support", "supposed", "sure", "take", "taken", "takes", "taking", "talk", "talking", "tell", "telling",
    "thank", "thanks", "thing", "things", "think", "thinking", "thought", "thread", "time", "times", "today",
    "together", "told", "tomorrow", "tonight", "took", "totally", "toward", "towards", "tried", "true", "truly",
    "truth", "try", "trying", "turn", "turned", "turns", "unbelievable", "understand", "unless", "upon", "use",
    "used", "uses", "using", "usual", "usually", "wait", "wake", "want", "wanted", "wants", "watch", "watching", "way",
    "ways", "week", "well", "went", "whatever", "whether", "whole", "within", "without", "wonder", "wonderful",
    "wondering", "word", "words", "work", "works", "world", "worse", "worst", "worth", "wow", "wrong", "wtf", "yeah",
    "year", "years", "yes", "yesterday", "yet",
})  # fmt: skip
