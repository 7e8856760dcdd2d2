// The requests as CSV. Whether they are those of the run file is tested with a real run (OutputsTests).
import Measuring
import Support
import Testing

@testable import Reporting

@Suite struct RequestTableTests {
    private let metadata = ImaginedRun.metadata(expected: 3)

    private func row(_ change: (inout RequestSample) -> Void) -> String {
        let origin = metadata.origin
        var sample = RequestSample(
            participant: 17, step: StepIndex(rawValue: 0), endpoint: "token", intended: origin,
            figures: ExchangeFigures(
                started: origin.advanced(byNanoseconds: 1_500_000), finished: origin.advanced(byNanoseconds: 2_000_001)),
            failure: nil)
        change(&sample)
        var table = RequestTable(metadata)
        return table.rows([NumberedRequest(id: 4, sample: sample)])
    }

    @Test func `a row has a value for each column, exact times, and nothing where nothing is known`() {
        #expect(
            row { _ in }
                == "4,17,participants,token,0,token,1,0,0,2026-11-24T03:00:00.002Z,0,1.5,,,,,2.000001,2.000001,0.500001,"
                + ",,,,,,,,0,,,,,,,,0,0,,,,,,,,\r\n")
        // What the kernel received earlier than Turnout read it was answered earlier.
        let received = metadata.origin.advanced(byNanoseconds: 1_900_000)
        #expect(
            row { $0.figures.received = received }.contains(",0,1.5,,,,1.9,2.000001,1.9,0.4,,0.100001,,"))
        #expect(
            RequestTable.columns.count == row { _ in }.split(separator: ",", omittingEmptySubsequences: false).count)
    }

    @Test(arguments: [
        ("plain", "plain"), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
        ("two\r\nlines", "two\u{FFFD}\u{FFFD}lines"),
        ("=1+1", "'=1+1"), ("+49", "'+49"), ("-2", "'-2"), ("@SUM(A1)", "'@SUM(A1)"), (" =1", "' =1"), ("＝1", "'＝1"),
        ("=a,\"b\"", "\"'=a,\"\"b\"\"\""), ("", ""), ("a=b", "a=b"), ("\t=1", "\u{FFFD}=1"),
        ("nul\u{0}", "nul\u{FFFD}"),
    ])
    func `texts are quoted, and none is a formula`(text: String, cell: String) {
        #expect(CSVText.cell(text) == cell)
        #expect(row { $0.failure = Failure(kind: .status, detail: text) }.contains(",status,\(cell),0,"))
    }

    @Test(arguments: [
        (Int64(0), "0"), (1, "0.000001"), (-1, "-0.000001"), (1_000_000, "1"), (-12_500_000, "-12.5"),
        (999_999, "0.999999"),
    ])
    func `times are exact`(nanoseconds: Int64, text: String) {
        #expect(CSVText.milliseconds(nanoseconds: nanoseconds) == text)
    }

    @Test func `requests before the origin and across midnight have their time of day`() {
        var times = DayTimes("2026-11-24T23:59:59.900Z")
        #expect(times.text(nanoseconds: 0) == "2026-11-24T23:59:59.900Z")
        #expect(times.text(nanoseconds: 100_000_000) == "2026-11-25T00:00:00.000Z")
        #expect(times.text(nanoseconds: -60_000_000_000) == "2026-11-24T23:58:59.900Z")
        var unknown = DayTimes("yesterday")
        #expect(unknown.text(nanoseconds: 5) == "")
    }

    @Test func `setup and teardown are named`() {
        #expect(row { $0.step = .setup }.hasPrefix("4,17,,setup,-1,"))
        #expect(row { $0.step = .teardown }.hasPrefix("4,17,,teardown,-2,"))
    }
}
