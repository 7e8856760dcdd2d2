// Header lines in the form that libcurl borrows: a linked list, prepared once.
import CLibcurl
import Glibc

/// A list of lines in C memory that libcurl reads and never changes: headers, or curl's lists of addresses.
///
/// The nodes are linked by hand, and the last one points to the first node of another block: a session's list continues
/// into the engine's. Both live until the last easy handle that uses them is gone.
@safe
final class HeaderBlock {
    private let memory: UnsafeMutableRawPointer
    let first: UnsafeMutablePointer<curl_slist>?
    /// The number of nodes in this block alone.
    let count: Int

    init(_ lines: [String], next: UnsafeMutablePointer<curl_slist>? = nil) {
        count = lines.count
        let nodesSize = unsafe lines.count * MemoryLayout<curl_slist>.stride
        let textSize = lines.reduce(0) { $0 + $1.utf8.count + 1 }
        unsafe memory = UnsafeMutableRawPointer.allocate(
            byteCount: max(nodesSize + textSize, 1), alignment: MemoryLayout<curl_slist>.alignment)
        let nodes = unsafe memory.bindMemory(to: curl_slist.self, capacity: lines.count)
        var text = unsafe (memory + nodesSize).assumingMemoryBound(to: CChar.self)
        for (place, line) in lines.enumerated() {
            let following = unsafe place + 1 < lines.count ? nodes + place + 1 : next
            unsafe (nodes + place).initialize(to: curl_slist(data: text, next: following))
            var line = line
            line.withUTF8 { bytes in
                if let start = bytes.baseAddress {
                    unsafe UnsafeMutableRawPointer(text).copyMemory(from: start, byteCount: bytes.count)
                }
                unsafe text += bytes.count
            }
            unsafe text.initialize(to: 0)
            unsafe text += 1
        }
        unsafe first = lines.isEmpty ? next : nodes
    }

    deinit {
        unsafe memory.deallocate()
    }
}
