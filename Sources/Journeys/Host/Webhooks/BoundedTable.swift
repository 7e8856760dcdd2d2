// A dictionary that does not grow without end, whatever somebody else sends.

/// Values by key, of which the oldest is forgotten when there are too many.
struct BoundedTable<Value: Sendable>: Sendable {
    private var values: [String: Value] = [:]
    /// The keys; once there are as many as may be, `oldest` is the place of the next to be forgotten.
    private var keys: [String] = []
    private var oldest = 0
    private let limit: Int

    /// An empty table for at most so many keys.
    init(limit: Int) { self.limit = limit }

    /// How many keys there are.
    var count: Int { values.count }

    /// The value of a key that is remembered.
    subscript(key: String) -> Value? { values[key] }

    /// The first of the entries, in no order, for which something holds.
    func first(where holds: (String, Value) -> Bool) -> (key: String, value: Value)? {
        values.first { holds($0.key, $0.value) }
    }

    /// Changes the value of a key, which is `initial` if the key is not remembered.
    mutating func change<Result>(
        _ key: String, from initial: Value, _ body: (inout Value) -> Result
    ) -> Result {
        if values[key] == nil { remember(key) }
        return body(&values[key, default: initial])
    }

    private mutating func remember(_ key: String) {
        guard keys.count >= limit else { return keys.append(key) }
        values[keys[oldest]] = nil
        keys[oldest] = key
        oldest = (oldest + 1) % limit
    }
}
