// The document that CI systems read. Its form is that of the XSD in Tests/Schema, which every reader of JUnit XML takes.
import FoundationEssentials
import Measuring
import XMLCoder

/// Suites of cases, and how they are written.
struct JUnitDocument {
    /// A case's result.
    enum Outcome {
        case passed
        case failure(type: String, String)
        case error(type: String, String)
        case skipped(String)
    }

    /// One test case.
    struct Case {
        var className: String
        var name: String
        /// How long it took; nil if that makes no sense.
        var seconds: Double?
        var outcome: Outcome
        /// What is shown beside it.
        var text: String?
    }

    /// Cases that belong together.
    struct Suite {
        var name: String
        /// ISO 8601 in UTC without a zone, as the format demands.
        var timestamp: String
        var seconds: Double
        var properties: [(String, String)]
        var cases: [Case]
    }

    var name: String
    var suites: [Suite]

    /// The document as text.
    var xml: String {
        get throws {
            let encoder = XMLEncoder()
            encoder.outputFormatting = .prettyPrinted
            encoder.prettyPrintIndentation = .spaces(2)
            // A parser turns bare line breaks and tabs in attributes into spaces.
            encoder.charactersEscapedInAttributes += [("\n", "&#10;"), ("\t", "&#9;")]
            let data = try encoder.encode(
                Root(self), withRootKey: "testsuites", header: XMLHeader(version: 1.0, encoding: "UTF-8"))
            return String(decoding: data, as: UTF8.self) + "\n"
        }
    }
}

/// Values of the document.
enum JUnitText {
    /// Characters that XML cannot hold, and those that readers' eyes cannot take, as U+FFFD. Line breaks stay.
    static func clean(_ text: String) -> String {
        var cleaned = String.UnicodeScalarView()
        for scalar in text.replacingControlCharacters(keepingLineFeeds: true, with: { _ in "\u{FFFD}" }).unicodeScalars
        {
            cleaned.append(scalar.value & 0xFFFE == 0xFFFE ? "\u{FFFD}" : scalar)
        }
        return String(cleaned)
    }

    /// A time in seconds, to the millisecond: the format allows no more.
    static func seconds(_ seconds: Double) -> String { Figures.fixed(max(0, seconds), digits: 3) }

    /// A figure without rounding it away.
    static func number(_ value: Double) -> String {
        let text = Figures.fixed(value, digits: 6)
        let short = text.reversed().drop { $0 == "0" }.drop { $0 == "." }
        return text.contains(".") ? String(short.reversed()) : text
    }
}

// MARK: As it is encoded

/// Encodes everything but the named elements as attributes.
private protocol MostlyAttributes: Encodable, DynamicNodeEncoding {
    static var elements: Set<String> { get }
}

extension MostlyAttributes {
    static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
        elements.contains(key.stringValue) ? .element : .attribute
    }
}

extension JUnitDocument {
    fileprivate struct Root: MostlyAttributes {
        static let elements: Set = ["testsuite"]
        let name: String
        let tests: Int
        let failures: Int
        let errors: Int
        let time: String
        let testsuite: [SuiteElement]

        init(_ document: JUnitDocument) {
            name = JUnitText.clean(document.name)
            testsuite = document.suites.map(SuiteElement.init)
            tests = testsuite.reduce(0) { $0 + $1.tests }
            failures = testsuite.reduce(0) { $0 + $1.failures }
            errors = testsuite.reduce(0) { $0 + $1.errors }
            time = testsuite.first?.time ?? "0.000"
        }
    }

    fileprivate struct SuiteElement: MostlyAttributes {
        static let elements: Set = ["properties", "testcase"]
        let name: String
        let tests: Int
        let failures: Int
        let errors: Int
        let skipped: Int
        let timestamp: String
        let time: String
        let properties: Properties?
        let testcase: [CaseElement]

        init(_ suite: Suite) {
            name = JUnitText.clean(suite.name)
            testcase = suite.cases.map(CaseElement.init)
            tests = testcase.count
            failures = testcase.count { $0.failure != nil }
            errors = testcase.count { $0.error != nil }
            skipped = testcase.count { $0.skipped != nil }
            timestamp = JUnitText.clean(suite.timestamp)
            time = JUnitText.seconds(suite.seconds)
            properties = suite.properties.isEmpty ? nil : Properties(suite.properties)
        }
    }

    fileprivate struct Properties: Encodable {
        struct Property: MostlyAttributes {
            static let elements: Set<String> = []
            let name: String
            let value: String
        }

        let property: [Property]

        init(_ properties: [(String, String)]) {
            property = properties.map { Property(name: JUnitText.clean($0.0), value: JUnitText.clean($0.1)) }
        }
    }

    fileprivate struct CaseElement: MostlyAttributes {
        private enum CodingKeys: String, CodingKey {
            case classname, name, time, skipped, error, failure
            case output = "system-out"
        }

        struct Remark: MostlyAttributes {
            static let elements: Set<String> = []
            let type: String?
            let message: String
        }

        static let elements: Set = ["skipped", "error", "failure", "system-out"]
        let classname: String
        let name: String
        let time: String?
        let skipped: Remark?
        let error: Remark?
        let failure: Remark?
        let output: String?

        init(_ testCase: Case) {
            classname = JUnitText.clean(testCase.className)
            name = JUnitText.clean(testCase.name)
            time = testCase.seconds.map(JUnitText.seconds)
            output = testCase.text.map(JUnitText.clean)
            var remarks: (skipped: Remark?, error: Remark?, failure: Remark?) = (nil, nil, nil)
            switch testCase.outcome {
            case .passed: break
            case .failure(let type, let message):
                remarks.failure = Remark(type: type, message: JUnitText.clean(message))
            case .error(let type, let message): remarks.error = Remark(type: type, message: JUnitText.clean(message))
            case .skipped(let message): remarks.skipped = Remark(type: nil, message: JUnitText.clean(message))
            }
            (skipped, error, failure) = remarks
        }
    }
}
