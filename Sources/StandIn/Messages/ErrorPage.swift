// What a browser is shown where something is refused.

/// Writes the page.
enum ErrorPage {
    /// A page that refuses.
    static func html(status: Int, title: String, message: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="en">
        <head><meta charset="utf-8"><title>\(status) \(HTMLText.escaped(title))</title></head>
        <body><main id="refusal" data-status="\(status)"><h1>\(HTMLText.escaped(title))</h1><p>\(HTMLText.escaped(message))</p></main></body>
        </html>

        """
    }
}
