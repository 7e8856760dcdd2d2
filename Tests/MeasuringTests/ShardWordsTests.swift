// Numbers of shards in words, however many there are.
import Measuring
import Testing

@Suite struct ShardWordsTests {
    @Test(
        arguments: [
            ([], ""), ([2], "2"), ([1, 3], "1 and 3"), ([1, 2], "1 and 2"), ([1, 2, 3], "1–3"),
            ([1, 3, 4, 5, 6, 9, 10], "1, 3–6, 9 and 10"),
        ] as [([Int], String)])
    func `numbers that follow each other are a range`(numbers: [Int], words: String) {
        #expect(ShardWords.list(numbers) == words)
    }

    @Test func `a long list ends with how much it leaves out`() {
        let list = ShardWords.list(Array(stride(from: 1, through: 9_999, by: 2)))
        #expect(list.hasPrefix("1, 3, 5, ") && list.hasSuffix("39 and others (4980 more numbers or ranges)"))
    }

    @Test func `one is missing, and several are`() {
        #expect(ShardWords.missing([3], of: 3) == "shard 3 of 3 is missing")
        #expect(ShardWords.missing([1, 3], of: 4) == "shards 1 and 3 of 4 are missing")
        #expect(ShardWords.missing([2, 3, 4, 5], of: 9) == "shards 2–5 of 9 are missing")
    }
}
