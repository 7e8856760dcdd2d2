// Everything that can be wrong with a scenario, as data. `Mistake+Words.swift` has the messages.
//
// A `path` names a value by its keys (`participants.count`, `journey.2.timeout`). `found` is what the author wrote,
// before `${env.*}` was substituted, so that an error cannot show a secret.

import Addresses

/// What is wrong.
enum Mistake: Hashable, Sendable {
    // The file.
    case missingFile(nearest: String?)
    case directory
    case unreadable(reason: String)
    case tooLarge(limit: Int)
    case empty
    case notUTF8
    case utf16
    case binary
    case controlCharacter(UInt32)

    // Other files of the scenario.
    case emptyPart
    case includedKind(found: String, expected: String)
    case includeWithOption(String)
    case includeCircle(String)
    case tooManyIncludes(files: Int, deep: Int)
    case includeFromOption

    // YAML.
    case syntax(String, remedy: YAMLRemedy?)
    case tabIndentation
    case tabBehindDash
    case missingDash
    case secondDocument
    case duplicateKey(String, firstLine: Int)
    case keyIsNoText
    case keyWithAlias
    case tooDeep(limit: Int)
    case tooManyNodes(limit: Int)
    case tooManyAliases(limit: Int)
    case mergeKey

    // Keys and kinds.
    case wrongKind(path: String, found: String, expected: String)
    case unknownKey(String, section: String, nearest: String?, known: [String])
    case keyOfLater(String, section: String)
    case missingKey(String, section: String, example: String)
    case languageVersion(String)

    // Values.
    case notWholeNumber(path: String, found: String, grouped: WholeNumber.Grouped? = nil)
    /// A number inside `{ … }` that its comma ends.
    case commaEndsNumber(path: String, found: String, WholeNumber.Grouped?, ours: String)
    case outOfRange(path: String, found: String, least: String, most: String)
    case notBoolean(path: String, found: String, nearest: String?)
    case notDuration(path: String, found: String, suggestion: String?)
    case notPositive(path: String, found: String)
    case tooMuch(path: String, found: String, most: String)
    case notRate(path: String, found: String, suggestion: String?)
    case notNumber(path: String, found: String, suggestion: String?)
    case notWholeSeconds(path: String, found: String)
    case notShare(path: String, found: String, suggestion: String?)
    case unknownWord(path: String, found: String, nearest: String?, known: [String])
    case emptyText(path: String)
    case textWithLineBreak(path: String)
    case badAddress(path: String, found: String, WebURL.Fault)
    case nearlyStandIn(found: String)
    case badHost(path: String, found: String)
    case badResolveKey(found: String)
    case badIPAddress(path: String, found: String)
    case badIPRange(found: String)
    case tooManyAddresses(limit: Int)
    case fileNotThere(path: String, file: String, nearest: String?)
    case noCertificate(path: String, file: String)
    case badProxy(path: String, found: String, WebURL.Fault)
    /// A name in a file name that is not the participant's own.
    case nameNotPersonal(String, path: String)
    case filesOfUnknownSize(arrival: String)
    case filesOfRandomRows
    /// The first few of the missing files.
    case filesMissing(path: String, [String], count: Int)
    case filesWithout(path: String, [String], count: Int, label: String)
    case pauseReversed(found: String)
    case badPause(found: String, suggestion: String? = nil)
    case badStatus(path: String, found: String)
    case environmentWhereShown(path: String)

    // Names.
    case nameNotClosed
    case nameEmpty
    case unknownName(String, nearest: String?)
    /// `$NAME` or `${NAME}`, as in a shell. `name` is nil if it may itself be a secret.
    case shellVariable(written: String?, name: String?)
    /// A value that is used before the step that extracts it, or in that step itself.
    case valueBeforeStep(String, step: String, isSame: Bool)
    /// `${target.site}` without a site.
    case siteMissing
    /// A participant's name where there is no participant: in `setup` or `teardown`.
    case noParticipant(String, section: String)
    case nameOnlyDuringJourney(String, path: String)
    case badEnvironmentName(String)
    case environmentMissing(String)

    // Conditions, checks, thresholds.
    case badCondition(String, suggestion: String?)
    case badCheck(String, hint: String, suggestion: String?)
    case badPattern(String)
    /// A condition without any name in it, and the condition with one that was meant.
    case conditionWithoutName(String, suggestion: String?)
    /// A comparison of the participant's role with a text that is none.
    case unknownRole(String, nearest: String?)
    /// A value with a quotation mark at one end alone. `ours`: the whole text as it may have been meant.
    case openQuotation(String, ours: String)
    /// A value in quotation marks of typography, and the text with plain ones.
    case typographicQuotation(String, ours: String)
    /// A text that YAML cut at a comma or split at a colon, put together again. `what`: check or threshold.
    case cutText(String, what: String, at: String)
    case thresholdSyntax(String, expected: String, suggestion: String? = nil)
    /// A mapping in the list of thresholds, as k6 writes them, and a condition to write instead.
    case thresholdMapping(ours: String)
    case thresholdMetric(String, nearest: String?)
    /// A metric under the name that other tools use.
    case thresholdOtherName(String, ours: String)
    /// `rate < 0.01`, which in k6 is a share of failures.
    case thresholdShareOfFailures(String, ours: String)
    /// `of`: where it was looked for; nil: in the journey.
    case thresholdStep(String, nearest: String?, known: [String], of: String?)
    case thresholdStepOfSeveral(String, crowds: [String], ours: String)
    case thresholdCrowd(String, nearest: String?, known: [String])
    case thresholdFilter(String, nearest: String?)
    case thresholdWithoutGate
    /// `abort-when: admission(…)` with steps behind the one that enters.
    case abortWhenAdmission
    case thresholdOnPause(String)
    case thresholdNeverHolds(String)
    /// A condition that would end every run at its start, and its opposite.
    case abortFromTheStart(String, ours: String)
    case thresholdBound(String, expected: String, suggestion: String? = nil)
    /// A threshold with values from the environment. The message gives only what was expected.
    indirect case thresholdFromEnvironment(String, Mistake)

    // Requests.
    case badRequest(String, remedy: String?)
    case relativeURL(String)
    case credentialsInURL
    case hostNotAllowed(String, line: String)
    case bodyWithoutMethod(String)
    /// Two keys of which only one may be written.
    case oneOf([String], section: String)
    case twoAuthorizations
    case badHeaderName(String)
    /// A header that the transport writes itself.
    case headerOfTransport(String)
    case fileUnreadable(path: String, file: String)
    case fileTooLarge(path: String, file: String, megabytes: Int)
    case badValueName(String)
    case badPointer(String)
    case badXPath(String, reason: String)
    case optionOfCookie(String)
    case valueOfSetup(String)
    case stepNotInSection(String, section: String)
    case optionNotInSection(String, section: String)

    // Arrivals.
    /// A key of another load model than the one that the arrival names first.
    case arrivalModels(String, String, path: String)
    case arrivalKey(String, model: String, path: String, known: [String])
    case stageForm(path: String)
    case stageHoldsNothing(path: String)
    case stagesBringNobody(path: String)
    case traceIsEmpty(path: String)
    case countBesideArrival(path: String, model: String)
    case countOtherThanLooping(path: String, count: String, looping: Int)
    /// Accounts to create without a platform that could register them.
    case accountsWithoutPlatform(path: String)
    case accountsOfUnknownSize(path: String, arrival: String)
    case gateOfUnknownSize(arrival: String)

    // Crowds.
    case besideCrowds(String)
    case noCrowd
    case crowdName(String)
    case crowdNameReserved(String)
    case stepNamedAsCrowd(String)
    case badStart(path: String, found: String, suggestion: String?)
    case unknownCrowd(String, nearest: String?, known: [String])
    /// Crowds that wait for each other.
    case crowdsInCircle([String])
    case gateBehindStart(gate: String, crowd: String)
    case gatesInCircle(gate: String, crowd: String)
    /// `first`: where the other setting is, in words.
    case gateSettingsDiffer(gate: String, key: String, first: String)
    case countForSeveral([String])
    case countWithoutCrowds(String)

    // Files of data.
    /// What is wrong with a file as a whole.
    indirect case dataFile(path: String, file: String, Mistake)
    case dataTooLarge(limit: Int)
    case dataIsEmpty
    case noRows
    case raggedRow(found: Int, expected: Int)
    case badRole
    case badColumn
    /// A space before or behind the name of a column.
    case columnWithSpaces
    /// The first line has a person instead of the names of the columns.
    case columnNamesMissing
    /// Values that are separated by something else than commas.
    case otherSeparator(CSVSeparator)
    /// The line `sep=;`.
    case separatorDeclared
    /// A column that a step needs and the file does not have. `use` is the name written in a text; nil: the step
    /// `token` logs in with it. `nearest` is the column that may have been meant.
    case columnMissing(String, use: String?, file: String, known: [String], nearest: String?)
    /// A cell without a value, of a column with which people log in.
    case emptyCell(column: String)
    case columnTwice(String)
    case columnNearlyIdentity(String, ours: String)
    /// Rows that are used once, where only the run can tell how many are needed.
    case uniqueOfUnknownSize(arrival: String)
    case tooFewRows(file: String, rows: Int, needed: Int)
    case moderatorsBesideRole(path: String)
    case dataIsBinary
    case quoteNotClosed
    case textBehindQuote
    case tooManyRows(limit: Int)
    /// The text is left out: it may be a person's.
    case notJoinTime(JoinTimeForm, isInOtherColumn: Bool)
    case joinWithoutTime(column: Int)
    case joinTimesDiffer(found: String, first: String, firstLine: Int)

    // The journey as a whole.
    case emptyJourney(String)
    case stepWithoutVerb(String, nearest: String?)
    case stepWithTwoVerbs(String, String)
    case stepOfLater(String)
    /// A request that is written in another form, and the form of the language.
    case requestForm(String, ours: String)
    /// `request: { url: … }`.
    case requestMapping(ours: String)
    /// `first`: where the other step is, in words.
    case stepNameTaken(String, first: String)
    case stepNameReserved(String)
    case refreshWithoutToken
    case accessWithoutToken
    case accessWithoutHost
    case entryWithoutAccess
    case leaveWithoutEntry
    case leaveAfterOpenOnly
    case platformMissing
    case hostMissing(what: String)
    /// `isCounted`: `count` is that of the participants, and not what the arrival tells.
    case moderatorsExceedCount(path: String, moderators: String, count: String, isCounted: Bool)

    // The command line.
    case overrideWithoutValue(String)
    case overridePath(String, reason: OverrideFault)
    /// Why a file of variables cannot be read.
    indirect case environmentFile(String, Mistake)
    case environmentLine
    case environmentQuote
    case environmentBehindQuote

    /// What to do about text that is not valid YAML.
    enum YAMLRemedy: Hashable, Sendable {
        case quoteNames
        case quoteColon
        case braces
        case indentation
        /// The line whose key lacks its colon.
        case missingColon(line: Int)
        /// The line with the bracket or quotation mark that is not closed.
        case close(String, line: Int)
        /// The line on which a comment swallows a closing bracket.
        case quoteHash(line: Int)
        case quoteFirstCharacter
        /// A quotation mark within a text in quotation marks.
        case quoteInside
    }

    /// Why the path of an override does not lead to a value.
    enum OverrideFault: Hashable, Sendable {
        case empty
        case noKeys(of: String)
        case notAnIndex(String, of: String)
        case indexTooLarge(Int, of: String, count: Int)
        case badValue(String)
        /// `option` is one of the step's options; `isCertain` tells whether it is surely the one that was meant.
        case wholeStep(option: String, isCertain: Bool)
    }
}

/// The message for a mistake: what was found, what was expected, what to do.
struct Words: Hashable, Sendable {
    var found: String
    var expected: String?
    var remedy: String?

    init(_ found: String, expected: String? = nil, remedy: String? = nil) {
        self.found = found
        self.expected = expected
        self.remedy = remedy
    }
}
