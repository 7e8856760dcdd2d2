// Where API and web client are two hosts, the room page's script asks another origin than its own: browsers want to hear
// that it may (Fetch standard, CORS protocol).

/// What a browser is told of requests from the web client's pages to the API.
struct CrossOrigin: Sendable, Hashable {
    /// The origin that may ask, and with its cookies.
    var allowed: String
    /// Whether the browser asked beforehand what it may do.
    var isPreflight = false
}
