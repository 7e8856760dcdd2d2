// For commands that measure nothing.
import Measuring

/// Takes measurements and keeps none.
struct NoSink: SampleSink {
    func take(_ batches: [SampleBatch]) {}
    func beat(_ heartbeat: Heartbeat) {}
}
