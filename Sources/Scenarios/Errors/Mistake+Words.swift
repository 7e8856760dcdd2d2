// The message for every error of the scenario language. All of them are made here.
import Addresses
import Measuring

extension Mistake {
    /// What was found, what was expected, and what to do about it.
    var words: Words {
        switch self {
        case .missingFile(let nearest):
            Words("there is no such file", remedy: nearest.map { "did you mean \"\($0)\"?" })
        case .directory: Words("this is a folder", expected: "a scenario file")
        case .unreadable(let reason): Words("the file cannot be read: \(reason)")
        case .tooLarge(let limit):
            Words("the file is larger than \(limit / 1024) KiB", expected: "a scenario of at most a few hundred lines")
        case .empty:
            Words("the scenario is empty", remedy: "start with `turnout: 1`, then target, participants and journey")
        case .emptyPart: Words("the included file is empty")
        case .includedKind(let found, let expected): Words("the included file is \(found)", expected: expected)
        case .includeWithOption(let key):
            Words("\(quoted(key)) beside include", expected: "an item of its own: `- include: file.yaml`")
        case .includeCircle(let file): Words("\"\(file)\" is included within itself")
        case .tooManyIncludes(let files, let deep):
            Words("more than \(files) files are included, or more than \(deep) deep")
        case .includeFromOption:
            Words("files cannot be included on the command line", remedy: "write `include` in the scenario")
        case .notUTF8: Words("the text is not UTF-8 from here on", remedy: "save the file as UTF-8")
        case .utf16:
            Words(
                "the file is in UTF-16", expected: "UTF-8",
                remedy: "save it again as UTF-8; in Excel choose the type \"CSV UTF-8\"")
        case .binary: Words("this is not a text file", expected: "a scenario in YAML")
        case .controlCharacter(let value):
            Words("control character U+\(Words.hexadecimal(value))", remedy: "remove it")

        case .syntax(let mistake, let remedy): Words("this is not valid YAML: \(mistake)", remedy: remedy?.words)
        case .tabIndentation: Words("a tab in the indentation", expected: "spaces")
        case .tabBehindDash: Words("a tab after the dash", expected: "a space")
        case .missingDash: Words("an item of a list without its dash", expected: "`- ` before each item")
        case .secondDocument: Words("a second YAML document", expected: "one scenario per file")
        case .duplicateKey(let key, let line):
            Words("key \(quoted(key)) occurs twice", remedy: "the first is on line \(line)")
        case .keyIsNoText: Words("a key that is a list or a mapping", expected: "a plain key")
        case .keyWithAlias:
            Words("a key that may contain an alias (*name)", expected: "plain keys in a scenario with aliases")
        case .tooDeep(let limit): Words("lists and mappings are nested more than \(limit) deep")
        case .tooManyNodes(let limit): Words("the scenario has more than \(limit) values with aliases expanded")
        case .tooManyAliases(let limit): Words("the scenario has more than \(limit) aliases (*name)")
        case .mergeKey: Words("merge key `<<`", remedy: "merge keys are not supported: write the keys out")

        case .wrongKind(let path, let found, let expected): Words("\(path) is \(found)", expected: expected)
        case .unknownKey(let key, let section, let nearest, let known):
            if let nearest {
                Words("unknown key \(quoted(key))", remedy: "did you mean \(quoted(nearest))?")
            } else {
                // Without a space after the colon (`secret:x`), YAML reads the value as part of the key.
                Words("unknown key \(quotedKey(key)) \(section)", expected: Words.oneOf(known))
            }
        case .keyOfLater(let key, let section):
            Words("\(quoted(key)) \(section) is planned but not available in this version")
        case .missingKey(let key, let section, let example):
            Words("\(quoted(key)) is missing \(section)", remedy: "for example `\(example)`")
        case .languageVersion(let found):
            Words("language version \(quoted(found))", expected: "`turnout: 1`, the version this Turnout reads")

        case .notWholeNumber(let path, let found, let grouped):
            Words("\(path) is \(quoted(found))", expected: "a whole number", remedy: grouped?.remedy)
        case .commaEndsNumber(let path, let found, let grouped, let ours):
            Words(
                "\(path) is \(quoted(found)), but a comma ends a value inside { … }",
                remedy: grouped?.remedy ?? "write a fraction with a point: \(ours)")
        case .outOfRange(let path, let found, let least, let most):
            Words("\(path) is \(found)", expected: "\(least) to \(most)")
        case .notBoolean(let path, let found, let nearest):
            Words(
                "\(path) is \(quoted(found))", expected: "true or false", remedy: nearest.map { "did you mean \($0)?" })
        case .notDuration(let path, let found, let suggestion):
            Words(
                "\(path) is \(quoted(found))", expected: "a duration such as 500ms, 30s, 2m or 1h30m",
                remedy: suggestion.map { "did you mean \($0)?" })
        case .notPositive(let path, let found): Words("\(path) is \(found)", expected: "more than 0")
        case .tooMuch(let path, let found, let most): Words("\(path) is \(found)", expected: "at most \(most)")
        case .notRate(let path, let found, let suggestion):
            Words(
                "\(path) is \(quoted(found))", expected: "a rate such as 50/s, 300/m or 1000/h",
                remedy: suggestion.map { "did you mean \($0)?" })
        case .notNumber(let path, let found, let suggestion):
            Words(
                "\(path) is \(quoted(found))", expected: "a number such as 2 or 0.5",
                remedy: suggestion.map { "did you mean \($0)?" })
        case .notWholeSeconds(let path, let found): Words("\(path) is \(found)", expected: "whole seconds")
        case .notShare(let path, let found, let suggestion):
            Words(
                "\(path) is \(quoted(found))", expected: "a share from above 0% to 100%, such as 95%",
                remedy: suggestion.map { "did you mean \($0)?" })
        case .unknownWord(let path, let found, let nearest, let known):
            Words(
                "\(path) is \(quoted(found))", expected: Words.oneOf(known),
                remedy: nearest.map { "did you mean \(quoted($0))?" })
        case .emptyText(let path): Words("\(path) is empty")
        case .textWithLineBreak(let path): Words("\(path) contains a line break or control character")
        case .badAddress(let path, let found, let fault):
            Words(
                "\(path) is \(quoted(found))", expected: fault.expectation,
                remedy: fault.remedy ?? fault.address(meantBy: found))
        case .nearlyStandIn(let found):
            Words(
                "target.api is \(quoted(found))", expected: "stand-in, or \(WebURL.Fault.scheme.expectation)",
                remedy: "did you mean \"stand-in\"?")
        case .badHost(let path, let found):
            Words(
                "\(path) is \(quoted(found))",
                expected: "a host such as api.example.org, *.example.org or api.example.org:8443")
        case .badResolveKey(let found):
            Words("target.resolve has \(quoted(found))", expected: "host:port such as \"api.example.org:443\"")
        case .badIPAddress(let path, let found): Words("\(path) is \(quoted(found))", expected: "an IP address")
        case .badIPRange(let found):
            Words("\(quoted(found)) is not a range of IPv4 addresses", expected: "such as 127.0.0.2-127.0.0.9")
        case .tooManyAddresses(let limit): Words("more than \(limit) source addresses")
        case .fileNotThere(let path, let file, let nearest):
            Words(
                "\(path): there is no file \"\(file)\"", remedy: nearest.map { "did you mean \"\($0)\"?" })
        case .noCertificate(let path, let file):
            Words(
                "\(path): \(quoted(file)) contains no certificate",
                expected: "a file in PEM form with a line -----BEGIN CERTIFICATE-----")
        case .badProxy(let path, let found, let fault):
            Words(
                "\(path) is \(quoted(found))",
                expected: fault == .queryOrFragment
                    ? "only a scheme, a host and a port, such as http://proxy.example:3128"
                    : "none, environment, or \(fault.expectation)")
        case .nameNotPersonal(let name, let path):
            Words(
                "${\(name)} in \(path)", expected: "participant.… or env.…, because the files are read before the run")
        case .filesOfUnknownSize(let arrival):
            Words(
                "a certificate for each participant, but only the run can tell how many come (arrival: \(arrival)), and "
                    + "all files are read before it",
                remedy:
                    "use one certificate for all, name the files in a column of the data, or let a known number arrive")
        case .filesOfRandomRows:
            Words(
                "a certificate for each participant by number, but rows are drawn at random",
                remedy: "name the files in a column of the data, or use another order")
        case .filesMissing(let path, let names, let count):
            Words(
                count == 1
                    ? "\(path): there is no file \"\(names[0])\", or it cannot be read"
                    : "\(path): \(count) files are missing or cannot be read: \(Words.some(names, of: count))")
        case .filesWithout(let path, let names, let count, let label):
            Words(
                count == 1
                    ? "\(path): \"\(names[0])\" contains no \(label.lowercased())"
                    : "\(path): \(count) files contain no \(label.lowercased()): \(Words.some(names, of: count))",
                expected: "PEM form, with a line -----BEGIN \(label)-----")
        case .pauseReversed(let found): Words("the pause \(found) ends before it starts")
        case .badPause(let found, let suggestion):
            Words(
                "pause is \(quoted(found))",
                expected: "30s, 5s..20s, or { mean: 10s, distribution: exponential }",
                remedy: suggestion.map { "did you mean \($0)?" })
        case .badStatus(let path, let found): Words("\(path) is \(quoted(found))", expected: "a status from 100 to 599")
        case .environmentWhereShown(let path):
            Words(
                "\(path) holds ${env.…}, whose value is secret, but \(path) appears in every report",
                remedy: "write it out")

        case .nameNotClosed: Words("`${` without a closing `}`", remedy: "write $${ for a literal ${")
        case .nameEmpty: Words("`${}` without a name", remedy: "write $${ for a literal ${")
        case .unknownName(let name, let nearest):
            Words(
                "unknown name ${\(name)}",
                expected: nearest == nil
                    ? "env.…, participant.…, run.id, target.…, platform.… or what an earlier step extracts" : nil,
                remedy: nearest.map { "did you mean ${\($0)}?" })
        case .shellVariable(let written, let name):
            Words(
                "\(written.map(quoted) ?? "a text of the form $NAME") is not a name of the language",
                remedy: name.map { "write ${env.\($0)} for the environment variable" }
                    ?? "write ${env.NAME} for an environment variable")
        case .valueBeforeStep(let name, let step, let isSame):
            Words(
                isSame
                    ? "${\(name)} is extracted by this step itself, so that its own texts cannot use it"
                    : "${\(name)} is used before step \(quoted(step)), which extracts it",
                remedy: isSame ? "use it in a later step" : "move this step behind that one")
        case .siteMissing:
            Words(
                "${target.site} is the stand-in's own site, and another target serves",
                remedy: "add `target: { site: https://… }`")
        case .noParticipant(let name, let section):
            Words(
                "${\(name)} in \(section), which runs once and for no participant",
                expected: "env.…, run.id, target.… or platform.…")
        case .nameOnlyDuringJourney(let name, let path):
            Words("${\(name)} is known only during the journey", expected: "a value or ${env.…} for \(path)")
        case .badEnvironmentName(let name):
            Words("${env.\(name)}", expected: "a variable's name of letters, digits and underscores")
        case .environmentMissing(let name):
            Words(
                "the environment variable \(name) is not set",
                remedy: "set it, give it in --env-file, or write a default: ${env.\(name):-…}")

        case .badRequest(let text, let remedy):
            Words(
                "request is \(quoted(text))", expected: "a method and a URL such as GET https://lms.example/login",
                remedy: remedy)
        case .relativeURL(let url):
            Words(
                "the URL \(quoted(url)) has no host", expected: "a whole URL",
                remedy: "write https://host\(url), or ${target.site}\(url) with `target: { site: https://host }`")
        case .credentialsInURL:
            Words(
                "the URL contains a user name or a password", remedy: "use `auth: { basic: { user: …, password: … } }`")
        case .hostNotAllowed(let host, let line):
            Words("the host \(host) is not in target.allow-hosts", remedy: "to allow it, write `\(line)`")
        case .bodyWithoutMethod(let method):
            Words("a \(method) with a body", expected: "a method such as POST or PUT")
        case .oneOf(let keys, let section):
            Words("\(Words.list(keys)) \(section)", expected: "one of them")
        case .twoAuthorizations:
            Words("auth and a header Authorization in the same step", expected: "one of them")
        case .badHeaderName(let name):
            Words("\(quotedKey(name)) is not a header's name", expected: "letters, digits and dashes such as X-Api-Key")
        case .headerOfTransport(let name):
            Words("the header \(name) is written by Turnout itself", remedy: "leave it out")
        case .fileUnreadable(let path, let file): Words("\(path): the file \(quoted(file)) cannot be read")
        case .fileTooLarge(let path, let file, let megabytes):
            Words("\(path): the file \(quoted(file)) is larger than \(megabytes) MiB")
        case .badValueName(let name):
            Words(
                "\(quoted(name)) cannot name a value",
                expected: "letters, digits, - and _, and none of env, participant, run, target, platform")
        case .badPointer(let text):
            Words(
                "\(quoted(text)) is not a JSON pointer", expected: "such as /data/items/0/id",
                remedy: Words.pointer(meantBy: text).map { "did you mean \($0)?" })
        case .badXPath(let text, let reason):
            Words("\(quoted(text)) is not an XPath: \(reason)", expected: "such as //input[@name='csrf']/@value")
        case .optionOfCookie(let option):
            Words("\(quoted(option)) without cookie", expected: "it beside a cookie's name")
        case .valueOfSetup(let name):
            Words("${\(name)} is extracted in setup already", expected: "another name in the journey")
        case .stepNotInSection(let verb, let section):
            Words("step \(quoted(verb)) in \(section)", expected: "request or pause")
        case .optionNotInSection(let option, let section):
            Words("\(quoted(option)) in \(section), which runs once and for no participant", remedy: "leave it out")

        case .badCondition(let text, let suggestion):
            Words(
                "when is \(quoted(text))", expected: "a comparison such as ${participant.role} == moderator",
                remedy: suggestion.map { "did you mean \($0)?" })
        case .badCheck(let text, let hint, let suggestion):
            Words(
                "check \(quoted(text))", expected: hint,
                remedy: suggestion.map { "did you mean \($0)?" } ?? Words.quotation(around: text))
        case .conditionWithoutName(let text, let suggestion):
            Words(
                "when is \(quoted(text)), which is the same for everybody",
                expected: suggestion == nil ? "a name in it, such as ${participant.role} == moderator" : nil,
                remedy: suggestion.map { "did you mean \($0)?" })
        case .unknownRole(let role, let nearest):
            Words(
                "there is no role \(quoted(role))", expected: "user or moderator",
                remedy: nearest.map { "did you mean \(quoted($0))?" })
        case .openQuotation(let text, let ours):
            Words(
                "a quotation mark is not closed in \(quoted(text))",
                remedy:
                    "write \(ours), or put quotation marks of the other kind around a value to which the mark belongs")
        case .typographicQuotation(let text, let ours):
            Words(
                "typographic quotation marks in \(quoted(text))",
                remedy: "write \(ours), or put plain ones around them if they belong to the text")
        case .cutText(let whole, let what, let mark):
            Words(
                "the \(what) \(quoted(whole)) is cut at its \(mark)",
                remedy: "put quotation marks around the whole of it: \(Words.inQuotationMarks(whole))")
        case .badPattern(let text): Words("\(quoted(text)) is not a valid regular expression")
        case .thresholdSyntax(let text, let expected, let suggestion):
            Words(
                "threshold \(quoted(text))", expected: expected, remedy: suggestion.map { "did you mean \($0)?" })
        case .thresholdMapping(let ours):
            Words("a threshold is a mapping", expected: "a text such as turnout >= 99%", remedy: "write \(ours)")
        case .thresholdMetric(let word, let nearest):
            Words(
                "threshold on \(quoted(word))",
                expected: nearest == nil
                    ? "turnout, pNN(…), mean(…), max(…), rate(…), failures(…), spread(release) or admission(…%)" : nil,
                remedy: nearest.map { "did you mean \(quoted($0))?" })
        case .thresholdOtherName(let word, let ours):
            Words("threshold on \(quoted(word))", remedy: "write \(ours)")
        case .thresholdShareOfFailures(let text, let ours):
            Words(
                "threshold \(quoted(text)), but a rate is completions a second, as in rate(journey) > 50",
                remedy: "for a share of failures write \(ours)")
        case .thresholdStep(let name, let nearest, let known, let of):
            Words(
                "\(of ?? "the journey") has \(of == "no crowd" ? "a" : "no") step \(quoted(name))",
                expected: nearest == nil ? Words.oneOf(known) : nil,
                remedy: nearest.map { "did you mean \(quoted($0))?" })
        case .thresholdStepOfSeveral(let name, let crowds, let ours):
            Words("the crowds \(Words.list(crowds)) each have a step \(quoted(name))", remedy: "name one: \(ours)")
        case .thresholdCrowd(let name, let nearest, let known):
            Words(
                "there is no crowd \(quoted(name))", expected: nearest == nil ? Words.oneOf(known) : nil,
                remedy: nearest.map { "did you mean \(quoted($0))?" })
        case .thresholdFilter(let text, let nearest):
            Words(
                "failures of \(quoted(text))", expected: "`status` and a number, or a kind such as timeout or connect",
                remedy: nearest.map { "did you mean \(quoted($0))?" })
        case .thresholdWithoutGate:
            Words(
                "spread(release) without any release",
                remedy: "put `release: true` on a step, or use `arrival: at-once`")
        case .thresholdOnPause(let text):
            Words("threshold \(quoted(text)), but a pause makes no requests whose time could be measured")
        case .thresholdNeverHolds(let text):
            Words("threshold \(quoted(text)) can never hold", remedy: "no measure is below 0, and no share above 100%")
        case .abortFromTheStart(let text, let ours):
            Words(
                "abort-when \(quoted(text)) would end a run in which nothing is wrong", remedy: "did you mean \(ours)?")
        case .thresholdBound(let text, let expected, let suggestion):
            Words("bound \(quoted(text))", expected: expected, remedy: suggestion.map { "did you mean \($0)?" })
        case .thresholdFromEnvironment(let written, let mistake):
            Words(
                "threshold \(quoted(written)) with the environment's values",
                expected: mistake.expectationOfThreshold)

        case .emptyJourney(let section):
            Words(
                "the \(section) has no steps",
                remedy: section == "journey"
                    ? "for example `- token: { grant: password }`" : "for example `- request: GET https://host/path`")
        case .arrivalModels(let other, let first, let path):
            Words("\(quoted(other)) beside \(quoted(first)) in \(path)", expected: "one way to arrive: \(Words.models)")
        case .arrivalKey(let key, let model, let path, let known):
            Words(
                "\(quoted(key)) in \(path) does not go with \(quoted(model))",
                expected: known.isEmpty ? "no other key" : "only \(Words.oneOf(known)) beside it",
                remedy: key == "curve" && model == "rate" ? "for random intervals write `poisson: true`" : nil)
        case .stageForm(let path):
            Words("\(path) is no stage", expected: "{ to: 100/s, for: 1m } or { hold: 2m }")
        case .stageHoldsNothing(let path):
            Words(
                "\(path) begins with `hold`, but the rate is 0 before the first stage",
                remedy: "begin with { to: 100/s, for: 1m }")
        case .stagesBringNobody(let path): Words("\(path) brings nobody", expected: "a rate above 0 in some stage")
        case .traceIsEmpty(let path): Words("\(path) has no joins", expected: "one join on each line")
        case .countBesideArrival(let path, let model):
            Words("\(path) beside arrival.\(model), which tells how many come", remedy: "leave \(path) out")
        case .countOtherThanLooping(let path, let count, let looping):
            Words(
                "\(path) is \(count)", expected: "\(looping) as in arrival.looping",
                remedy: "it may also be left out")
        case .accountsWithoutPlatform(let path):
            Words(
                "\(path) is create, but it is the platform that registers accounts, and \"platform\" is missing",
                remedy: "leave it out, or write target.api and platform")
        case .accountsOfUnknownSize(let path, let arrival):
            Words(
                "\(path) is create, but only the run can tell how many come (arrival: \(arrival))",
                remedy: "create the accounts beforehand, or let a known number arrive")
        case .gateOfUnknownSize(let arrival):
            Words(
                "a gate cannot wait for everybody if only the run can tell how many come (arrival: \(arrival))",
                remedy: "take the release out, or let a known number arrive")

        case .besideCrowds(let key):
            Words("\(quoted(key)) at the top beside \"crowds\"", remedy: "move it into a crowd")
        case .noCrowd:
            Words(
                "crowds is empty", expected: "crowds by their names, such as learners: { participants: …, journey: … }")
        case .crowdName(let name):
            Words("a crowd cannot be named \(quoted(name))", expected: "letters, digits, - and _, a letter first")
        case .crowdNameReserved(let name):
            Words("a crowd cannot be named \(quoted(name))", remedy: "that word has another meaning in thresholds")
        case .stepNamedAsCrowd(let name):
            Words("a step is named like the crowd \(quoted(name))", remedy: "thresholds could not tell them apart")
        case .badStart(let path, let found, let suggestion):
            Words(
                "\(path) is \(quoted(found))", expected: "a duration such as 30s, or `after` and the name of a crowd",
                remedy: suggestion.map { "did you mean \($0)?" })
        case .unknownCrowd(let name, let nearest, let known):
            Words(
                "there is no crowd \(quoted(name))", expected: nearest == nil ? Words.oneOf(known) : nil,
                remedy: nearest.map { "did you mean \(quoted($0))?" })
        case .crowdsInCircle(let names):
            if names.count == 1 {
                Words("the crowd \(names[0]) would start after itself")
            } else {
                Words("the crowds \(Words.list(names)) wait for each other, so none of them would start")
            }
        case .gateBehindStart(let gate, let crowd):
            Words(
                "the gate \(quoted(gate)) waits for the crowd \(crowd), which starts only when this one has entered",
                remedy: "give them different gates, or let \(crowd) start earlier")
        case .gatesInCircle(let gate, let crowd):
            Words(
                "the gate \(quoted(gate)) waits for the crowd \(crowd), which waits at another gate for this one",
                remedy: "pass the gates in the same order in both")
        case .gateSettingsDiffer(let gate, let key, let first):
            Words(
                "\(key) of the gate \(quoted(gate)) differs from that \(first)",
                remedy: "write the settings of a shared gate once")
        case .countForSeveral(let names):
            Words(
                "there are several crowds: \(Words.list(names))",
                expected: "a crowd and its number, such as \(names.first ?? "learners")=500")
        case .countWithoutCrowds(let name):
            Words("\(quoted(name)) names a crowd, but the scenario has none", expected: "a number")

        case .dataFile(let path, let file, let mistake):
            Words(
                "\(path): \"\(file)\": \(mistake.words.found)", expected: mistake.words.expected,
                remedy: mistake.words.remedy)
        case .dataIsEmpty:
            Words("the file is empty", expected: "a line with the names of the columns, then one row each line")
        case .noRows: Words("there are no rows below the names of the columns")
        case .raggedRow(let found, let expected):
            Words(
                "\(found) \(found == 1 ? "value" : "values")", expected: "\(expected), as many as there are columns",
                remedy: "put a value with a comma in quotation marks")
        // The row's text is left out: it is a person's.
        case .badRole: Words("a role that does not exist", expected: "user or moderator")
        case .badColumn:
            Words("the name of a column is not a word", expected: "letters, digits, _ and -, a letter first")
        case .columnWithSpaces:
            Words(
                "a space at an end of a column's name",
                remedy: "remove it, and those beside the values below, where they would be part of the value")
        case .columnNamesMissing:
            Words(
                "the first line has values and not the names of the columns",
                remedy: "put a line such as email,password above it")
        case .otherSeparator(let separator):
            Words(
                "the values are separated by \(separator.name)", expected: "commas",
                remedy: separator == .semicolon
                    ? "save the file with commas between the values; Excel writes semicolons where the system's decimal sign is a comma"
                    : "save the file with commas between the values; in Excel choose the type \"CSV UTF-8\"")
        case .separatorDeclared:
            Words(
                "the line `sep=` is for Excel alone",
                expected: "the names of the columns", remedy: "remove the line, and separate the values with commas")
        case .columnMissing(let column, let use, let file, let known, let nearest):
            Words(
                "\"\(file)\" has no column \"\(column)\" \(use.map { "for ${\($0)}" } ?? "for token to log in with"), "
                    + "only \(Words.columns(known))",
                remedy: Words.remedy(ofColumn: column, isWritten: use != nil, nearest: nearest))
        case .emptyCell(let column):
            Words("the column \"\(column)\" is empty in this row, and the steps log in with it")
        case .columnTwice(let name): Words("two columns are named \(quoted(name))")
        case .columnNearlyIdentity(let name, let ours):
            Words("a column is named \(quoted(name))", remedy: "did you mean \(quoted(ours))?")
        case .abortWhenAdmission:
            Words(
                "abort-when cannot judge admission here: who is in is known when journeys end, and steps come behind the entry",
                remedy: "put the condition among the thresholds, or abort on turnout or failures")
        case .uniqueOfUnknownSize(let arrival):
            Words(
                "each row is used once, but only the run can tell how many come (arrival: \(arrival))",
                remedy: "write `order: sequential`, which begins again after the last row, or `order: random`")
        case .tooFewRows(let file, let rows, let needed):
            Words(
                "\"\(file)\" has \(rows) \(rows == 1 ? "row" : "rows") for \(needed) \(needed == 1 ? "participant" : "participants"), and order is unique",
                remedy: "add rows, or write `order: sequential` to use them again")
        case .moderatorsBesideRole(let path):
            Words("\(path) beside a column \"role\", which says who is a moderator", remedy: "leave one of them out")
        case .dataTooLarge(let limit): Words("the file is larger than \(limit / 1024 / 1024) MiB")
        case .dataIsBinary: Words("this is not a text file", expected: "lines of values with commas between them (CSV)")
        case .quoteNotClosed:
            Words("a quotation mark is not closed", remedy: "a quotation mark within a value is written twice")
        case .textBehindQuote:
            Words("text after a closing quotation mark", remedy: "a quotation mark within a value is written twice")
        case .tooManyRows(let limit): Words("more than \(limit) rows")
        case .notJoinTime(let form, let isInOtherColumn):
            Words(
                form.words, expected: "seconds or a duration since the start, 09:58:12, or 2026-11-24T09:58:12Z",
                remedy: isInOtherColumn ? "name the column with the times \"time\"" : form.remedy)
        case .joinWithoutTime(let column): Words("a line without a time", expected: "one in column \(column)")
        case .joinTimesDiffer(let found, let first, let line):
            Words("\(found), unlike \(first) on line \(line)", expected: "times of one kind")

        case .stepWithoutVerb(let key, let nearest):
            if let nearest {
                Words("unknown step \(quoted(key))", remedy: "did you mean \(quoted(nearest))?")
            } else {
                Words("unknown step \(quotedKey(key))", expected: Words.oneOf(Vocabulary.verbs))
            }
        case .stepWithTwoVerbs(let first, let second):
            Words(
                "\(quoted(first)) and \(quoted(second)) in one step", expected: "one step per item",
                remedy: "start a new line with `- \(second):`")
        case .requestForm(let found, let ours):
            Words("unknown step \(quoted(found))", remedy: "write `- request: \(ours)`")
        case .requestMapping(let ours):
            Words(
                "request is a mapping with \"url\"", expected: "a method and a URL",
                remedy: "write `request: \(ours)`, and the other options beside it")
        case .stepOfLater(let verb):
            Words("step \(quoted(verb)) is planned but not available in this version")
        case .stepNameTaken(let name, let first):
            Words("the name \(quoted(name)) is already used by the step \(first)", expected: "a unique name")
        case .stepNameReserved(let name):
            Words("a step cannot be named \(quoted(name))", remedy: "that word has another meaning in thresholds")
        case .refreshWithoutToken:
            Words("grant refresh without an earlier token step", remedy: "put `- token: { grant: password }` before it")
        case .accessWithoutToken:
            Words(
                "generate-access as participant without an earlier token step",
                remedy: "put `- token: { grant: password }` before it, or write `as: host`")
        case .accessWithoutHost:
            Words(
                "generate-access as host, but platform.host is missing",
                remedy: "write platform.host: { email: …, password: … }, or `as: participant`")
        case .entryWithoutAccess:
            Words(
                "enter-room without anything that grants access",
                remedy: "put generate-access or a token step before it, or give it a link")
        case .leaveWithoutEntry:
            Words("leave-room before the room is entered", remedy: "put enter-room before it")
        case .leaveAfterOpenOnly:
            Words(
                "leave-room after `open-only`, which does not enter the room",
                remedy: "remove `open-only` or leave-room")
        case .platformMissing:
            Words(
                "\"platform\" is missing, but the steps of this journey need it",
                remedy: "for example `platform: { client: { id: …, secret: … }, host: { email: …, password: … } }`")
        case .hostMissing(let what):
            Words("\(what) needs platform.host, which is missing", remedy: "give the id of an existing one, or a host")
        case .moderatorsExceedCount(let path, let moderators, let count, let isCounted):
            Words(
                "\(path).moderators is \(moderators)",
                expected: isCounted ? "at most \(path).count, which is \(count)" : "at most \(count), as many as arrive"
            )

        case .overrideWithoutValue(let text): Words(quotedKey(text), expected: "path.to.key=value")
        case .overridePath(let path, .wholeStep(let option, let isCertain)):
            Words(
                "\(quoted(path)) is a whole step, but its replacement is not a step",
                remedy: isCertain
                    ? "did you mean \(path).\(option)?" : "name an option of it, such as \(path).\(option)")
        case .overridePath(let path, let reason): Words("\(quoted(path)) does not exist: \(reason.words)")
        // The line's text is left out: it may be part of a secret that was pasted over several lines.
        case .environmentLine: Words("this line sets no variable", expected: "NAME=value")
        case .environmentQuote: Words("a quotation mark is not closed on its line")
        case .environmentBehindQuote:
            Words("there is text after the closing quotation mark", remedy: "put a # before a comment")
        case .environmentFile(let file, let mistake):
            switch mistake {
            case .missingFile(let nearest):
                Words("there is no file \"\(file)\"", remedy: nearest.map { "did you mean \"\($0)\"?" })
            case .directory: Words("\(quoted(file)) is a folder", expected: "a file with lines NAME=value")
            case .binary: Words("\(quoted(file)) is not a text file", expected: "lines NAME=value")
            case .tooLarge(let limit): Words("\(quoted(file)) is larger than \(limit / 1024) KiB")
            case .unreadable(let reason): Words("\(quoted(file)) cannot be read: \(reason)")
            default: Words("\(quoted(file)): \(mistake.words.found)")
            }
        }
    }
}

extension Mistake {
    /// What a threshold should look like, without repeating any of its text.
    fileprivate var expectationOfThreshold: String {
        switch self {
        case .thresholdBound(_, let expected, _): expected
        case .thresholdStep(_, _, let known, _): "the name of a step: \(Words.oneOf(known))"
        case .thresholdFilter: "`status` and a number, or a kind such as timeout or connect"
        default: "a condition such as turnout >= 99%, p95(journey) < 800ms or failures == 0"
        }
    }
}

extension WebURL.Fault {
    /// The URL whose scheme was left out.
    fileprivate func address(meantBy found: String) -> String? {
        guard self == .scheme, !found.contains("://"), let url = try? WebURL("https://\(found)"),
            url.host.contains("."),
            url.userInformation == nil
        else { return nil }
        return "did you mean https://\(found)?"
    }

    fileprivate var remedy: String? {
        switch self {
        case .userInformation: "write accounts in platform"
        case .scheme, .host, .internationalHost, .port, .queryOrFragment, .refused: nil
        }
    }
}

extension Mistake.YAMLRemedy {
    fileprivate var words: String {
        switch self {
        case .quoteNames: "inside { … } and [ … ], put a text that contains ${…} in double quotes"
        case .indentation:
            "check the indentation: the keys of a mapping, and the items of a list, begin in the same column"
        case .missingColon(let line): "write a colon and a space after the key on line \(line)"
        case .close(let mark, let line): "close the \(mark) on line \(line)"
        case .braces: "put a mapping that begins on the line of its key in braces: { … }"
        case .quoteColon: "put a value that contains `: ` or ` #` in quotes, because YAML ends it there"
        case .quoteHash(let line):
            "the ` #` on line \(line) begins a comment, up to the end of the line; put the value in quotes if the # belongs to it"
        case .quoteInside:
            "a quotation mark within a text in quotation marks ends it; put the whole text in single ones: 'body contains \"x\"'"
        case .quoteFirstCharacter: "put a value that begins with @, `, % or another special character of YAML in quotes"
        }
    }
}

extension JoinTimeForm {
    fileprivate var words: String {
        switch self {
        case .date: "a date of another form"
        case .halfDay: "a time with AM or PM"
        case .unknown: "no time"
        }
    }

    fileprivate var remedy: String? {
        switch self {
        case .date: "in a spreadsheet give the column the format YYYY-MM-DD HH:MM:SS, and save it again"
        case .halfDay: "in a spreadsheet give the column the format HH:MM:SS, and save it again"
        case .unknown: nil
        }
    }
}

extension WholeNumber.Grouped {
    fileprivate var remedy: String { "write thousands without a \(separator): \(digits)" }
}

extension Mistake.OverrideFault {
    var words: String {
        switch self {
        case .empty: "a key between two dots is missing"
        case .noKeys(let path): "\(path) has no keys"
        case .notAnIndex(let key, let path):
            "\(path) is a list, and \(quoted(key)) is neither a number nor a step of it"
        case .indexTooLarge(let index, let path, let count):
            "\(path) has \(count) \(count == 1 ? "item" : "items"), counted from 0, so there is no number \(index)"
        case .wholeStep: "it is a whole step"
        case .badValue(let mistake): "the value is not valid YAML: \(mistake)"
        }
    }
}

extension Words {
    /// What to do about a text that YAML cut at a comma or split at a colon: one with a quotation mark too few.
    static func quotation(around text: String) -> String? {
        guard !text.count(where: { $0 == "\"" }).isMultiple(of: 2) else { return nil }
        return "inside [ … ] a comma or a colon ends a text; put single quotation marks around the whole check"
    }

    /// A text as YAML writes it in quotation marks.
    static func inQuotationMarks(_ text: String) -> String {
        text.contains("\"") ? "'\(text.replacing("'", with: "''"))'" : "\"\(text)\""
    }

    /// `a and b`.
    static func list(_ names: [String]) -> String {
        guard let last = names.last, names.count > 1 else { return names.first ?? "nothing" }
        return "\(names.dropLast().joined(separator: ", ")) and \(last)"
    }

    /// The JSON pointer that a path of another notation means: `$.data.id`, `data.items[0].id`.
    static func pointer(meantBy path: String) -> String? {
        var rest = path[...]
        if rest.hasPrefix("$") { rest.removeFirst() }
        let parts = rest.split { ".[]'\"".contains($0) }
        guard !parts.isEmpty, !rest.contains("/"), !rest.contains(" ") else { return nil }
        return parts.map { "/" + $0.replacing("~", with: "~0") }.joined()
    }

    /// `a, b and 7 more`.
    fileprivate static func some(_ names: [String], of count: Int) -> String {
        names.joined(separator: ", ") + (count > names.count ? " and \(count - names.count) more" : "")
    }

    /// `a, b and c`, of many only the first.
    fileprivate static func columns(_ names: [String]) -> String {
        let most = 8
        return names.count > most ? some(Array(names.prefix(most)), of: names.count) : list(names)
    }

    /// What to do about a column that a step needs.
    fileprivate static func remedy(ofColumn column: String, isWritten: Bool, nearest: String?) -> String {
        let option = column == "email" ? "username" : column
        guard let nearest else {
            return isWritten
                ? "name a column \(quoted(column))"
                : "name a column \(quoted(column)), or say which one it is, as in token: { \(option): \"${participant.…}\" }"
        }
        return isWritten
            ? "did you mean ${participant.\(nearest)}?"
            : "name the column \(quoted(nearest)) so, or write token: { \(option): \"${participant.\(nearest)}\" }"
    }

    /// The ways to arrive.
    fileprivate static let models = "at-once, { over: … }, { rate: … }, { stages: … }, { trace: … } or { looping: … }"

    /// `a`, `a or b`, `a, b or c`.
    static func oneOf(_ names: [String]) -> String {
        guard let last = names.last else { return "nothing" }
        return names.count == 1 ? last : "\(names.dropLast().joined(separator: ", ")) or \(last)"
    }

    /// At least four digits, as code points are written.
    static func hexadecimal(_ value: UInt32) -> String {
        let digits = String(value, radix: 16, uppercase: true)
        return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    }
}

/// A key in double quotes. What follows a colon in it is cut off: that is a value, or the query of a URL.
func quotedKey(_ key: String) -> String {
    guard let colon = key.firstIndex(of: ":"), key.index(after: colon) < key.endIndex else { return quoted(key) }
    return quoted(key[...colon] + Secret.dots)
}

/// The text in double quotes, shortened if it is long.
func quoted(_ text: String) -> String {
    let limit = 60
    guard text.unicodeScalars.count > limit else { return "\"\(text)\"" }
    var start = String.UnicodeScalarView()
    start.append(contentsOf: text.unicodeScalars.prefix(limit))
    return "\"\(String(start))…\""
}

/// The text with every character escaped that could break its line or move a terminal's cursor.
func printable(_ text: String) -> String {
    text.replacingControlCharacters { "\\u{\(String($0.value, radix: 16))}" }
}
