"""
What the words of a mail server mean: one reason for each way in which delivery fails, and whether it is for good.

Patterns are tried in their order: what says most about the address or the letter stands first.
"""

import re

HARD = {"userunknown", "hostunknown", "hasmoved", "notaccept"}

# The last digits of x.0.9nn, for servers that give no status of their own.
NUMBERS = {
    "undefined": 900, "onhold": 901, "syntaxerror": 902, "norelaying": 909, "filtered": 910, "userunknown": 911,
    "hostunknown": 912, "hasmoved": 916, "rejected": 918, "suspend": 921, "mailboxfull": 922, "exceedlimit": 923,
    "systemerror": 930, "systemfull": 931, "notaccept": 932, "mesgtoobig": 934, "mailererror": 939,
    "networkerror": 944, "toomanyconn": 945, "expired": 947, "contenterror": 960, "securityerror": 970,
    "blocked": 971, "virusdetected": 971, "authfailure": 972, "policyviolation": 972, "requireptr": 973,
    "badreputation": 975, "failedstarttls": 976, "spamdetected": 980,
}  # fmt: skip

_WORDS: tuple[tuple[str, str], ...] = (
    # Whole sentences that would be misread by their parts.
    ("userunknown", r"user unknown \("),
    ("networkerror", r"host\s+not\s+found, try again"),
    ("blocked", r"banned sending ip|no access from mail server|e-mail is redundant|messages from [\d.]+ weren't sent"),
    ("expired", r"host not reachable"),
    (
        "mailboxfull",
        r"mailbox (?:is |was )?(?:over quota|full|too full)|(?:over|exceed(?:s|ed|ing)?|out of|beyond|reached)"
        r"(?: \w+){0,4} (?:quota|storage|limit of (?:space|messages))|quota (?:is )?(?:exceeded|violation|full)|"
        r"inbox is full|"
        r"mailbox (?:size|quota) (?:limit )?exceeded|not enough (?:disk |storage )?space|insufficient (?:disk|storage|"
        r"system storage)|user (?:is )?(?:over|has exhausted)|boite du destinataire (?:archi)?pleine|"
        r"mailfolder is full|"
        r"account is (?:full|over quota)|disk quota|storage quota|has exceeded .{0,30}(?:quota|storage|space)|"
        r"mailbox has exceeded|too many (?:mails|messages) in|maildir (?:over|delivery failed)|over disk quota|"
        r"mailbox exceeds allowed size|no space left in|user's disk quota|would be over quota|postvak (?:is )?vol|"
        r"out of storage space|delivery failed: over quota|mail ?box full|recipient overquota|overquota",
    ),
    (
        "mesgtoobig",
        r"message (?:size )?(?:is )?(?:too (?:big|large)|exceeds? (?:the )?(?:fixed |"
        r"maximum )?(?:maximum )?(?:message )?"
        r"(?:size|fixed|limit))|mail size limit|size limit exceeded|message too (?:big|large)|(?:max|"
        r"maximum) (?:message|"
        r"mail|file) size|larger than the current system limit|exceeded maximum inbound message size|"
        r"line limit exceeded|"
        r"message (?:header )?length (?:exceeds|too)|mail(?:ing)? too (?:big|large)|bericht is te groot",
    ),
    (
        "hasmoved",
        r"has (?:moved|been replaced)|mailbox (?:unavailable )?moved|user not local; please try|"
        r"address (?:has )?changed|"
        r"is no longer .{0,30}new address|account has moved|please (?:try|use|forward to) <[^>]+@|"
        r"no longer valid, please",
    ),
    (
        "virusdetected",
        r"virus(?:es)? (?:detected|found|infected)|infected with|contain(?:s|ed|ing)? (?:a |the )?(?:virus|malware)|"
        r"this (?:message|mail|attachment).{0,40}virus|suspected virus|potential(?:ly)? (?:executable|virus)|"
        r"malware (?:detected|found)|loveletter|probably contains a virus",
    ),
    (
        "requireptr",
        r"reverse (?:dns|name|lookup|mapping)|rdns|ptr (?:record|lookup|resource)|no ptr|cannot find your (?:hostname|"
        r"reverse)|(?:hostname|domain) (?:for|of) (?:your )?ip|no (?:matches|dns) .{0,30}reverse|all hosts without|"
        r"unverif\w{1,6} sending ips?|fix reverse|unresolvable relay|client host rejected: cannot find|"
        r"does not have a (?:valid )?ptr|helo.{0,20}"
        r"does not resolve|inverse dns|unauthorized ip without reverse|missing ptr|resolvable (?:ptr|hostname)|"
        r"forward-confirmed|without a ptr|ip address.{0,40}not have.{0,20}hostname",
    ),
    (
        "authfailure",
        r"(?:dmarc|dkim|spf)(?:[ -]\w+){0,4} (?:fail|check|verification|error|policy|reject|record)|"
        r"fails? (?:dmarc|dkim|"
        r"spf|to pass)|unauthenticated (?:email|mail)|(?:did not|does not|doesn't) pass (?:dmarc|dkim|spf|authentic)|"
        r"not (?:designate|allowed to send|authorized to use)|spf[: ](?:hard)?fail|authenticat(?:ion|ed) (?:checks|"
        r"requirements)|violat(?:es|ed|ion).{0,60}(?:dmarc|spf|dkim)|access denied, sending domain|"
        r"sender policy framework|domain of sender address .{0,80} does not designate",
    ),
    (
        "badreputation",
        r"(?:bad|low|poor|lowered|very low) (?:ip |domain |sender )?reputation|reputation of|dubious reputation|"
        r"reputation (?:is|has|score|issue|problem)|senderscore|sender score|generating .{0,40}spam.{0,40}reputation|"
        r"low reputation|temporarily deferred due to.{0,20}user complaints|talosintelligence|senderbase",
    ),
    (
        "spamdetected",
        r"(?:is|as|like|be|was|been|considered|detected|likely|suspected|appears?|probably|possible|looks?|identified|"
        r"classified|recogni[sz]ed|marked|contains?)(?: \w+){0,3} (?:spam|unsolicited|uce|ube|junk)\b|"
        r"spam (?:message|mail|content|detect|score|filter|reject|refused|suspect|pattern|found|points|threshold)|"
        r"(?:refused|rejected|denied|blocked|bounced)(?: \w+){0,4} (?:spam|junk)|no spam|bulk ?mail|"
        r"message rejected due to "
        r"(?:suspected )?(?:content|spam)|spammy|message filtered|anti-?spam|high spam|spamassassin|unsolicited|"
        r"message (?:contains|content)(?: \w+){0,3} (?:rejected|unacceptable)|refused by .{0,30}spamprofiler|"
        r"blacklisted (?:url|link)|[su]u?rbl|uribl|greylist[- ]?junk|barracuda|our filters rate",
    ),
    (
        "norelaying",
        r"relay(?:ing)? (?:access |operation )?(?:denied|not|prohibited|rejected)|not (?:permitted|allowed) to relay|"
        r"(?:unable|cannot|can't|won't|refus\w+) (?:to )?relay|relay(?:ing)? (?:is )?(?:not )?(?:denied|"
        r"permitted|allowed)|"
        r"rcpthosts|no relaying|mail server requires authentication when|is not permitted to relay|"
        r"that domain isn't in my|"
        r"insecure mail relay|open relay|as a relay|we do not relay",
    ),
    (
        "rejected",
        r"sender (?:address )?(?:was )?(?:rejected|denied|refused|not exist|unknown|verify failed|domain|"
        r"invalid|is not)|"
        r"grupo con el que has intentado|groupe que vous avez essay|group you tried to contact|"
        r"from:\s+domain is invalid|"
        r"(?:invalid|unknown|bad|unresolvable) (?:sender|from)|domain of sender|"
        r"your (?:email )?address (?:is )?(?:not|has been"
        r")? ?(?:rejected|blocked|denied)|unrouteable (?:mail )?sender|"
        r"(?:mail )?from (?:address )?(?:\S+ )?(?:is )?(?:denied|"
        r"rejected|refused|not allowed)|not (?:a )?member|only .{0,40}(?:members|subscribers)|backscatter|"
        r"sender's? (?:domain|address)|does not accept mail from|not (?:authorized|permitted) to (?:post|send)|"
        r"you(?:'re| are) not allowed to (?:post|send)|rejected by recipient|by non-?member|"
        r"domain .{0,40}does not exist.{0,20}"
        r"sender|null sender|empty envelope|posting to|permission to post|sender rejected|access to the sender|"
        r"doesn't (?:allow|accept) posts|no valid mx.{0,20}sender|mail from .{0,60}(?:rejected|denied)",
    ),
    (
        "toomanyconn",
        r"too many (?:connections|concurrent|simultaneous|messages|recipients|smtp sessions|mails|sessions)|"
        r"(?:connection|rate|message|throttl)\w*[- ](?:rate )?limit|rate[- ]limit|throttl|too fast|too frequent|"
        r"exceeded .{0,40}(?:connections|rate|hourly|per hour|per minute)|sending rate|exceed\w* .{0,30}frequency|"
        r"received .{0,20}too quickly|all available ips|mail receiving rate|unusual rate|deferred due to rate",
    ),
    (
        "suspend",
        r"(?:mailbox|account|user|e-?mail account|address|recipient)(?: \S+){0,4} (?:is |was |has been |been |"
        r"temporarily )*"
        r"(?:disabled|suspended|inactive|deactivated|locked|not active|blocked due|frozen|terminated|expired|"
        r"discontinued)|"
        r"(?:disabled|suspended|inactive|deactivated|locked|invalid/inactive|frozen) (?:mailbox|account|user|"
        r"recipient|address)|"
        r"mailbox (?:currently )?(?:suspended|frozen|not available)|domain (?:name )?(?:is )?suspended|"
        r"account (?:has been )?"
        r"(?:temporarily )?suspended|currently (?:not accepting|suspended)|boite du destinataire bloquee|"
        r"not logged in for|"
        r"user (?:suspended|deactivated)|archived recipient|is a deactivated",
    ),
    (
        "userunknown",
        r"(?:user|recipient|mailbox|address|account|e-?mail address|addressee|destinataire|name|person|alias|login)s?"
        r"(?: \S+){0,6} (?:is |was |are |has |does |could |can |do )?(?:un?kno?wn|not (?:been )?(?:found|exist|"
        r"known|listed|registered|"
        r"valid|a known|local|here)|doesn'?t exist|doesn'?t have|does not have|no longer (?:exist|active|"
        r"available|valid|on)|invalid|"
        r"nonexistent|non-existent|not exist|undeliverable|inconnu)|(?:un?kno?wn|invalid|no such|non-?existent|"
        r"bad|incorrect|"
        r"unrecogni[sz]ed|undeliverable|illegal|unrouteable|wrong) (?:\w+ ){0,3}(?:user|recipient|mailbox|"
        r"address|account|"
        r"addressee|name|alias|person|email|local[- ]part|local user|virtual)|no (?:such )?(?:mailbox|user|"
        r"recipient|account|person|"
        r"one|valid recipients?)(?: \S+){0,3}|not a (?:valid|known|registered|local)|adresse inconnue|"
        r"destinataire inconnu|"
        r"(?:adresse|compte) .{0,30}(?:inexist|n'existe)|user not exist|delivery to the following recipients failed|"
        r"does not like recipient|unknown (?:user|recipient|address|local)|user unknown|mailbox unavailable|"
        r"doesn.?t have an? \S+ account|is not a (?:valid|known|registered)|not our customer|dosn't exist|"
        r"(?:not found|not listed) in (?:the )?(?:domino |address |public |name )?(?:directory|address book|"
        r"name & address)|"
        r"見つかりません|宛先不明|recipnotfound|recipient not found|5\.1\.10|ad_?not_?found|unable to find recipient|"
        r"can't create output|onbekend(?:e)? (?:gebruiker|ontvanger|adres)|vrfy|no account by|there is no|"
        r"email address.{0,40}couldn't be found|wasn't found at|could not be found|cannot be found|"
        r"disabled or discontinued|"
        r"requested action not taken: mailbox|no mailbox (?:here|found|currently)|unroutable address|"
        r"unrouteable address",
    ),
    (
        "hostunknown",
        r"(?:host|domain|server|site|machine)(?: \S+){0,5} (?:un?known|not (?:be )?found|doesn'?t exist|does not exist|"
        r"invalid|nonexistent|non-existent|not exist|couldn't be found|unreachable or unknown)|(?:unknown|"
        r"no such|invalid|bad|"
        r"unrouteable|nonexistent) (?:mail )?(?:host|domain|server|destination)|name (?:or service|service|"
        r"server)(?: \S+){0,6} "
        r"(?:not known|not found|error)|host not found|dns (?:error|lookup fail|server returned answer with no)|"
        r"nxdomain|"
        r"domain name not found|mail domain .{0,80}does not exist|null ?mx|no (?:mx|route|a record)|"
        r"couldn't find any host|"
        r"could not resolve|name resolution|can't find .{0,40}(?:host|domain)|loops? back to (?:myself|me)|"
        r"\s5\d\d (?:[\w-]{1,63}\.){1,6}[a-z]{2,20} does not exist|illegal host/domain|"
        r"recipient address rejected: unrouteable|address resolver|unable to route|no a, aaaa|"
        r"does not accept mail|bad destination (?:system|mailbox)|has no mail exchanger",
    ),
    (
        "blocked",
        r"blocked|black ?list|block ?list|\brbl\b|dnsbl|spamhaus|spamcop|sorbs|access denied|denied by|"
        r"client host (?:\S+ )?"
        r"rejected|banned|not (?:currently )?accepting connections|refused to talk|connection (?:refused|"
        r"dropped|reset)|"
        r"ip (?:address )?(?:is |has been )?(?:blocked|rejected|listed|denied)|(?:your|the) (?:ip|server|host|"
        r"mail server).{0,40}"
        r"(?:rejected|denied|refused|listed|blocked)|helo (?:command )?rejected|your message(?: \w+)? was rejected by|"
        r"not allowed to connect|service (?:not available|unavailable|refused)|no unauthorized|unacceptable mail|"
        r"dynamic.{0,20}ip|dial-?up|connect to .{0,80}refused|domain .{0,60}mismatches|bad sender ip|esmtp service not|"
        r"e-mail is redundant|please visit.{0,40}(?:unblock|delist|postmaster)|web page|(?:bounced|"
        r"rejected) by administrator|"
        r"temporarily deferred|hostname looks|https?://postmaster\.|sbl|message refused",
    ),
    (
        "failedstarttls",
        r"starttls|tls (?:is )?(?:required|negotiation|handshake|session|not available)|must issue a starttls|"
        r"ssl (?:error|hand)",
    ),
    (
        "securityerror",
        r"authentication (?:required|failed|failure|turned|credentials)|insecure password|account not subscribed|"
        r"(?:executable|attachment|file) (?:files? )?(?:is |are )?(?:not allowed|prohibited|blocked|type)|"
        r"verification failure|"
        r"not verified|unverified|must authenticate|you are not authorized|sorry, you don't authenticate|"
        r"delivery not authorized|recipient .{0,30}not authori[sz]ed|is not authorized",
    ),
    (
        "policyviolation",
        r"(?:policy|policies|regulation|guideline)s? (?:reasons?|violation|rejection|prohibit|restrict)|"
        r"for policy|local policy|"
        r"(?:violat|not comply|against|due to).{0,40}(?:policy|policies)|message not accepted for|"
        r"delivery restriction|protected"
        r" (?:by|group)|multiple (?:headers|addresses)|not (?:compliant|rfc)|rfc ?(?:\d{4}|compliant)|"
        r"message rejected due to local|header (?:are |is )?not|duplicate header|email not accepted for|content policy|"
        r"this message has been rejected by|prohibited|missing .{0,10}header|invalid .{0,10}header",
    ),
    (
        "contenterror",
        r"improper use of 8-bit|message (?:filter )?content|mime (?:error|header)|header error|invalid character|"
        r"8bit|utf-?8|charset|transfer encoding|html (?:tag|content)|routing loop|malformed|"
        r"unacceptable content|bare (?:lf|cr)",
    ),
    (
        "filtered",
        r"(?:rejected|refused|blocked|denied|bounced) by (?:a |the )?(?:recipient|user|addressee|owner|remote|"
        r"filter|domain)|"
        r"user (?:reject|refus)|because the recipient is not accepting|not accept(?:ing)? mail|because you are not|"
        r"can(?:no|')t receive|due to extended inactivity|permission|recipient (?:does not|doesn't) accept|"
        r"user not (?:accepting|allow)|this account is protected|bounced because|resolver\.rst|permanently rejected|"
        r"not in my (?:white|allow)|this user doesn't|we would love to|http://postmaster\.facebook|user preference",
    ),
    (
        "expired",
        r"(?:has |been |have )?(?:in|on) (?:the )?queue (?:too|for)|expired|timed? ?-?out|time limit|"
        r"could not be delivered (?:for|"
        r"within|after)|delivery time|retry time|not (?:yet )?(?:been )?(?:delivered|possible)|too long|no longer try|"
        r"cannot send message (?:for|within)|max(?:imum)? (?:retries|retry|time)|retries|"
        r"message (?:is )?delayed|will be retried|"
        r"delay(?:ed)?\b|deferred|giving up|gave up|unable to deliver|was attempted to be delivered|"
        r"queue(?:d)? (?:time|lifetime)|"
        r"connection was dropped|kon niet op tijd|undelivered for|temporary problem|still being attempted|"
        r"did not respond|"
        r"did not accept our requests to connect|no (?:response|answer)|not responding|host .{0,60}unresponsive|"
        r"not reachable",
    ),
    (
        "networkerror",
        r"(?:mail |too many )(?:loop|hops)|loop (?:detected|count)|hop count|too many received|"
        r"connection (?:lost|closed|"
        r"failed|timed|dropped|aborted)|no route to|network (?:is )?unreachable|(?:unable|wasn't able|could not|"
        r"couldn't) (?:to )?"
        r"(?:connect|establish|contact)|lookup fail|lost connection|dns (?:query|lookup|problem|server)|"
        r"host (?:is )?unreachable|"
        r"maximum forwarding|broken pipe|name server|mail routing|malformed or unexpected name server|unreachable",
    ),
    (
        "systemfull",
        r"(?:no|insufficient|not enough) (?:disk|storage|system|free)(?: \w+)? ?(?:space|storage|resources)|"
        r"disk (?:is )?full|"
        r"mail system full|requested mail action aborted: exceeded storage",
    ),
    (
        "systemerror",
        r"(?:local|internal|temporary|server|system) (?:configuration |processing |server )?(?:error|problem|failure)|"
        r"configuration error|can't (?:create|open|write)|out of memory|resources? (?:temporarily )?unavailable|"
        r"timeout waiting for input|cannot (?:create|open)|unexpected (?:error|failure)|broken|mail (?:for|"
        r"to) .{0,60}loops|"
        r"temporary local problem|i/o error|ldap",
    ),
    (
        "notaccept",
        r"(?:smtp protocol|host|domain|server) .{0,40}(?:never|not) accept|does not accept (?:e-?mail|any|mail)|"
        r"nullmx|no smtp service|host/domain does not accept|we don't accept mail|this mail server .{0,20}not accept",
    ),
    (
        "mailererror",
        r"mailer error|command failed|pipe (?:to|\|)|child (?:status|process|crashed)|exit(?:ed)? (?:with|status|code)|"
        r"x-unix|procmail|x-postfix-pipe|program|local delivery|terminated by signal",
    ),
    (
        "exceedlimit",
        r"message (?:too|length|header)|exceed|size|limit",
    ),
    (
        "syntaxerror",
        r"syntax error|bad sequence|command (?:not|unrecogni[sz]ed|rejected|out of)|unrecogni[sz]ed command|"
        r"nested mail|"
        r"invalid command|need (?:rcpt|mail)|protocol error|bad arguments?",
    ),
    ("rejected", r"\brejected\b"),
)  # fmt: skip
_PATTERNS = tuple((reason, re.compile(pattern, re.IGNORECASE)) for reason, pattern in _WORDS)

_BY_STATUS = {
    "1.0": "userunknown", "1.1": "userunknown", "1.2": "hostunknown", "1.3": "userunknown", "1.4": "userunknown",
    "1.6": "hasmoved", "1.7": "rejected", "1.8": "rejected", "1.9": "contenterror", "1.10": "userunknown",
    "2.0": "filtered", "2.1": "suspend", "2.2": "mailboxfull", "2.3": "exceedlimit", "2.4": "filtered",
    "3.0": "systemerror", "3.1": "systemfull", "3.2": "notaccept", "3.3": "systemerror", "3.4": "mesgtoobig",
    "3.5": "systemerror", "4.0": "networkerror", "4.1": "expired", "4.2": "expired", "4.3": "systemerror",
    "4.4": "hostunknown", "4.5": "networkerror", "4.6": "networkerror", "4.7": "expired", "4.9": "networkerror",
    "4.14": "networkerror", "5.0": "mailererror", "5.1": "syntaxerror", "5.2": "syntaxerror", "5.3": "toomanyconn",
    "5.4": "systemerror", "5.5": "systemerror", "6.0": "contenterror", "6.1": "contenterror", "6.9": "contenterror",
    "7.0": "securityerror", "7.1": "securityerror", "7.2": "securityerror", "7.9": "securityerror",
    "7.13": "suspend", "7.14": "securityerror", "7.17": "hasmoved", "7.23": "authfailure", "7.25": "requireptr",
    "7.26": "authfailure", "7.27": "notaccept",
}  # fmt: skip
# A status that says what is wrong better than words do.
_SURE = {"1.1", "1.2", "1.6", "1.8", "1.10", "2.2", "3.4", "4.7", "4.4", "7.23", "7.25", "7.26", "7.13"}


def reason_of(words: str, status: str) -> str:
    """Return the one reason that a server's words and status amount to; `undefined` when they say nothing."""
    key = status.partition(".")[2]
    if key in _SURE:
        return _sure(words, key)
    text = words[:3_000]
    for reason, pattern in _PATTERNS:
        if pattern.search(text):
            return reason
    return _BY_STATUS.get(key, "undefined")


def _sure(words: str, key: str) -> str:
    if key == "1.1":
        # Some systems say 5.1.1 for everything: the words decide when they speak of something else.
        said = next((reason for reason, pattern in _PATTERNS if pattern.search(words[:3_000])), "userunknown")
        return said if said in {"mailboxfull", "hasmoved", "filtered"} else "userunknown"
    return _BY_STATUS[key]


def status_of(reason: str, *, is_temporary: bool) -> str:
    """Return the status for a reason that came without one: 5.0.9nn, or 4.0.9nn when it may pass."""
    return f"{4 if is_temporary else 5}.0.{NUMBERS.get(reason, 900)}"
