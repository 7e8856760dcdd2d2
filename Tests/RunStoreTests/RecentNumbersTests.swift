import Testing

@testable import RunStore

@Suite struct `The numbers of recent texts` {
    @Test func `are limited, however many different texts there are`() {
        var numbers = RecentNumbers<String>(limit: 100)
        for number in 1...10_000 {
            numbers.remember(Int64(number), of: "error \(number)")
            #expect(numbers.count <= 100)
        }
        #expect(numbers.number(of: "error 10000") == 10_000)
        #expect(numbers.number(of: "error 1") == nil)
    }

    @Test func `include each text that is needed again soon enough`() {
        var numbers = RecentNumbers<String>(limit: 100)
        numbers.remember(1, of: "Connection refused")
        for number in 2...10_000 {
            numbers.remember(Int64(number), of: "error \(number)")
            // Fewer than half of the limit come in between.
            if number % 49 == 0 { #expect(numbers.number(of: "Connection refused") == 1) }
        }
    }

    @Test func `are those of the last 50 texts at least`() {
        var numbers = RecentNumbers<Int>(limit: 100)
        for text in 1...1_000 {
            numbers.remember(Int64(text), of: text)
            for recent in max(1, text - 49)...text {
                var copy = numbers
                #expect(copy.number(of: recent) == Int64(recent))
            }
        }
    }

    @Test func `are forgotten when their rows are undone`() {
        var numbers = RecentNumbers<String>(limit: 4)
        for number in 1...4 { numbers.remember(Int64(number), of: "error \(number)") }
        numbers.forget()
        #expect(numbers.count == 0)
    }
}
