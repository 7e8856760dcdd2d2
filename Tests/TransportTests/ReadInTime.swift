import Transport

/// Makes exchanges until all were read in time, so that their phases are known: at most a hundred times, since on a busy
/// machine most are not.
func readInTime(_ exchanges: () async throws -> [HTTPExchange]) async rethrows -> [HTTPExchange] {
    var last = try await exchanges()
    for _ in 0..<99 where last.contains(where: { $0.phases[.wait] == nil }) { last = try await exchanges() }
    return last
}
