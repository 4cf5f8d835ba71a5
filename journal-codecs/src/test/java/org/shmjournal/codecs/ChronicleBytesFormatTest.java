package org.shmjournal.codecs;

/** Over the heap, by a JVM without flags. */
class ChronicleBytesFormatTest extends ChronicleBytesContract
{
    @Override
    ChronicleBytesFormat<TradeBytes> newFormat()
    {
        return ChronicleBytesFormat.of("trade", TradeBytes::new);
    }
}
