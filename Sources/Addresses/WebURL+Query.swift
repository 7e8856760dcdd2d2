// The fields of a URL's query.

extension WebURL {
    /// The decoded value of the first field of this name; nil if the query has none.
    package func queryValue(_ name: String) -> String? {
        for field in (query ?? "").split(separator: "&") {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, PercentEncodeSet.decoded(String(parts[0])) == name else { continue }
            return PercentEncodeSet.decoded(String(parts[1]).replacing("+", with: " "))
        }
        return nil
    }
}
