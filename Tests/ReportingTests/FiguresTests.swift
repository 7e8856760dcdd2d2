import Reporting
import Testing

@Suite struct FiguresTests {
    @Test(arguments: [
        (0.0, "0.00 ms"), (0.4249, "0.42 ms"), (9.996, "10.0 ms"), (81.25, "81.3 ms"), (99.96, "100 ms"),
        (812.4, "812 ms"), (999.6, "1.00 s"), (1240, "1.24 s"), (31_200, "31.2 s"), (125_000, "2 min 5 s"),
        (120_000, "2 min"), (3_720_000, "1 h 2 min"), (-1.5, "-1.50 ms"), (.nan, "–"), (.infinity, "–"),
    ])
    func `times are written in a suitable unit`(milliseconds: Double, text: String) {
        #expect(Figures.milliseconds(milliseconds) == text)
    }

    @Test(arguments: [
        (0.0, "0 %"), (1.0, "100 %"), (0.624, "62.4 %"), (0.99265, "99.3 %"), (0.9998, "99.98 %"),
        (0.99999, "99.999 %"), (0.00001, "0.001 %"), (0.000000001, "0.000001 %"), (0.9999999999, "99.999999 %"),
    ])
    func `nearly all never reads all, and nearly nothing never nothing`(share: Double, text: String) {
        #expect(Figures.percentage(share) == text)
    }

    @Test(arguments: [(0, "0"), (9999, "9999"), (10_000, "10,000"), (1_234_567, "1,234,567"), (-10_000, "-10,000")])
    func `large counts are grouped`(count: Int, text: String) {
        #expect(Figures.count(count) == text)
    }

    @Test(arguments: [(0.0, "0"), (0.5, "0.5"), (60.0, "60"), (81.25, "81.3"), (812.4, "812"), (1000, "1000")])
    func `rates have no zeros at the end of a fraction`(rate: Double, text: String) {
        #expect(Figures.compact(rate) == text)
    }

    @Test(arguments: [(0, "0 requests"), (1, "1 request"), (12_000, "12,000 requests")])
    func `things are counted in the singular and the plural`(count: Int, text: String) {
        #expect(Figures.count(count, "request") == text)
    }

    @Test(arguments: [(2.345, 2, "2.35"), (-0.001, 2, "0.00"), (1e14, 3, "100000000000000.000"), (0.05, 1, "0.1")])
    func `digits are rounded half away from zero`(value: Double, digits: Int, text: String) {
        #expect(Figures.fixed(value, digits: digits) == text)
    }
}
