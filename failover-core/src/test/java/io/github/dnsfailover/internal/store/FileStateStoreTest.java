package io.github.dnsfailover.internal.store;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.dnsfailover.StateStore;
import io.github.dnsfailover.StateStore.Entry;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FileStateStoreTest {

    private static final String SAMPLE = """
            dnsfailover-state 1
            mail\t1\tfreeze
            www\t2\tdown ec2
            """;

    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void nameFile() {
        file = folder.resolve("state");
    }

    private StateStore store() {
        return StateStore.file(file);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "two\nlines\r\n",
                "a\ttab",
                "\\",
                "\\u0041",
                "end 00000000\n",
                "Grüße aus Köln \u2603 \ud83d\ude00",
                "\ud83d",
                "\u0000\u007f\u0080\uffff"
            })
    void textsAndNamesHoldAnyCharactersInTheFile(String text) throws Exception {
        store().save("pool " + text, 0, text);

        assertThat(store().load("pool " + text)).isEqualTo(new Entry(1, text));
    }

    @Test
    void theFileIsReadableByPeople() throws Exception {
        store().save("www", 0, "down cloudhelix until 2026-01-01");
        store().save("mail", 0, "freeze\nby alice");

        assertThat(Files.readString(file)).startsWith("""
                        dnsfailover-state 1
                        mail\t1\tfreeze\\u000aby alice
                        www\t1\tdown cloudhelix until 2026-01-01
                        end\s""").matches("(?s).*end [0-9a-f]{8}\n");
    }

    @Test
    void theFormOfTheFirstVersionIsReadForEver() throws Exception {
        Files.writeString(file, SAMPLE + "end 2f5423ae\n");

        assertThat(store().load("www")).isEqualTo(new Entry(2, "down ec2"));
        assertThat(store().load("mail")).isEqualTo(new Entry(1, "freeze"));
    }

    @Test
    void loadingMakesNoFile() throws Exception {
        store().load("www");

        assertThat(list()).isEmpty();
    }

    @Test
    void onlyTheFileAndItsLockRemain() throws Exception {
        store().save("www", 0, "text");

        assertThat(list()).containsExactly("state", "state.lock");
        assertThat(folder.resolve("state.lock")).isEmptyFile();
    }

    @Test
    void onlyTheOwnerMayReadIt() throws Exception {
        store().save("www", 0, "text");

        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
    }

    @Test
    void aFileThatEverybodyMayWriteIsNotBelieved() throws Exception {
        store().save("www", 0, "text");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-rw-"));

        assertRefused("every user of this machine may write state; look whether it is as it should be");
    }

    @Test
    @Timeout(10)
    void aFifoKeepsNobodyWaiting() throws Exception {
        fifo(file);

        assertRefused("state is no regular file");
    }

    @Test
    @Timeout(10)
    void aFifoOrALinkAtTheLockIsNotOpened() throws Exception {
        Path lock = folder.resolve("state.lock");
        fifo(lock);

        assertThatThrownBy(() -> store().save("www", 0, "text"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("state.lock is no regular file");

        Files.delete(lock);
        Path elsewhere = folder.resolve("elsewhere");
        Files.createSymbolicLink(lock, elsewhere);

        assertThatThrownBy(() -> store().save("www", 0, "text"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("state.lock is no regular file");
        assertThat(elsewhere).doesNotExist();
    }

    private static void fifo(Path path) throws Exception {
        Process made = new ProcessBuilder("mkfifo", path.toString()).start();
        assertThat(made.waitFor()).isZero();
    }

    @Test
    void aFileTornAtAnyByteIsRefusedAndLeftAlone() throws Exception {
        byte[] whole = sample();
        for (int length = 0; length < whole.length; length++) {
            byte[] torn = Arrays.copyOf(whole, length);
            Files.write(file, torn);

            assertRefused("is torn");

            assertThat(file).as("cut to %d bytes", length).hasBinaryContent(torn);
        }
    }

    @Test
    void aFileWithAnyFlippedBitIsRefusedAndLeftAlone() throws Exception {
        byte[] whole = sample();
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);

            assertRefused("");

            assertThat(file).as("bit %d", bit).hasBinaryContent(flipped);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "www\t1\n",
                "www\tone\ttext\n",
                "www\t0\ttext\n",
                "www\t1\ttext\nwww\t1\ttext\n",
                "www\t1\t\\u00\n",
                "www\t1\t\\x\n",
                "\n",
                "www\t1234567890123456789\ttext\n"
            })
    void aLineThatIsNoneOfOursIsRefusedThoughTheChecksumFits(String lines) throws Exception {
        Files.write(file, withChecksum("dnsfailover-state 1\n" + lines));

        assertRefused("is torn");
    }

    @Test
    void twoFilesInOneAreRefused() throws Exception {
        byte[] whole = sample();
        byte[] twice = Arrays.copyOf(whole, 2 * whole.length);
        System.arraycopy(whole, 0, twice, whole.length, whole.length);
        Files.write(file, twice);

        assertRefused("is torn");
    }

    @ParameterizedTest
    @ValueSource(strings = {"# my notes\n", "{\"www\": 1}", "\u0000\u0001", "\n"})
    void aFileOfAnotherProgramIsRefusedAndLeftAlone(String content) throws Exception {
        Files.writeString(file, content);

        assertRefused("was not written by this library; name another file for the state, or move this one away");

        assertThat(file).hasContent(content);
    }

    @Test
    void aFileOfALaterFormatIsRefusedAndLeftAlone() throws Exception {
        byte[] later = withChecksum("dnsfailover-state 2\nwww\t1\ttext\tmore\n");
        Files.write(file, later);

        assertRefused("is of format 2, and this version of the library reads format 1");

        assertThat(file).hasBinaryContent(later);
    }

    @Test
    void aFolderInPlaceOfTheFileIsRefused() throws Exception {
        Files.createDirectory(file);

        assertRefused("could not be read");
    }

    @Test
    void aMissingFolderIsNamed() {
        StateStore store = StateStore.file(folder.resolve("missing").resolve("state"));

        assertThatThrownBy(() -> store.save("www", 0, "text"))
                .isInstanceOf(IOException.class)
                .hasMessage(
                        "state file %s could not be written: its folder does not exist",
                        folder.resolve("missing/state"));
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNamed() throws Exception {
        Path noFolder = Files.createFile(folder.resolve("file"));
        StateStore store = StateStore.file(noFolder.resolve("state"));

        assertThatThrownBy(() -> store.save("www", 0, "text"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("state file %s could not be ", noFolder.resolve("state"));
    }

    @Test
    void aSaveThatFailsLeavesTheFileAsItWas() throws Exception {
        store().save("www", 0, "before");
        Files.createDirectories(folder.resolve("state.new").resolve("in the way"));

        assertThatThrownBy(() -> store().save("www", 1, "after"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("state file %s could not be written: ", file);

        assertThat(store().load("www")).isEqualTo(new Entry(1, "before"));
    }

    @Test
    void whatACrashLeftBehindIsNotInTheWay() throws Exception {
        store().save("www", 0, "before");
        Files.writeString(folder.resolve("state.new"), "dnsfailover-st");

        assertThat(store().save("www", 1, "after")).isTrue();

        assertThat(store().load("www")).isEqualTo(new Entry(2, "after"));
    }

    @Test
    void aLinkIsFollowedAndStaysALink() throws Exception {
        Path elsewhere = Files.createDirectory(folder.resolve("elsewhere"));
        StateStore real = StateStore.file(elsewhere.resolve("real"));
        real.save("www", 0, "first");
        Files.createSymbolicLink(file, elsewhere.resolve("real"));

        assertThat(store().save("www", 1, "second")).isTrue();

        assertThat(file).isSymbolicLink();
        assertThat(real.load("www")).isEqualTo(new Entry(2, "second"));
    }

    @Test
    void aLockHeldBehindOurBackIsAnIoException() throws Exception {
        try (FileChannel channel = FileChannel.open(
                        folder.resolve("state.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock lock = channel.lock()) {
            assertThat(lock.isValid()).isTrue();

            assertThatThrownBy(() -> store().save("www", 0, "text"))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is in use by another class loader");
        }
    }

    @Test
    void anInterruptedSaveThrowsAndKeepsTheFlag() throws Exception {
        Thread.currentThread().interrupt();

        assertThatThrownBy(() -> store().save("www", 0, "text")).isInstanceOf(IOException.class);

        assertThat(Thread.interrupted()).isTrue();
        assertThat(store().load("www")).isEqualTo(Entry.NONE);
    }

    @Test
    void noSaveOfSeveralProcessesIsLost() throws Exception {
        List<Process> processes = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            processes.add(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-cp",
                            System.getProperty("java.class.path"),
                            Saver.class.getName(),
                            file.toString(),
                            "40")
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("output" + i).toFile())
                    .start());
        }

        saveUntilDone(store(), 40);

        for (int i = 0; i < 2; i++) {
            assertThat(processes.get(i).waitFor(40, TimeUnit.SECONDS)).isTrue();
            assertThat(processes.get(i).exitValue())
                    .as(Files.readString(folder.resolve("output" + i)))
                    .isZero();
        }
        assertThat(store().load("www")).isEqualTo(new Entry(120, ".".repeat(120)));
    }

    /** The main class of the other processes. */
    static final class Saver {

        private Saver() {}

        public static void main(String[] args) throws IOException {
            saveUntilDone(StateStore.file(Path.of(args[0])), Integer.parseInt(args[1]));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/"})
    void aPathMustNameAFile(String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StateStore.file(Path.of(path)))
                .withMessage("path: \"" + path + "\" names no file");
    }

    @Test
    void saysInAStringWhereItIs() {
        assertThat(store()).hasToString("file " + file);
        assertThat(store().reach()).isEqualTo(StateStore.Reach.LOCAL);
    }

    private void assertRefused(String message) {
        assertThatThrownBy(() -> store().load("www"))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("state file %s ", file)
                .hasMessageContaining(message);
        assertThatThrownBy(() -> store().save("www", 0, "text"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(message);
    }

    private static byte[] sample() {
        return withChecksum(SAMPLE);
    }

    private static byte[] withChecksum(String body) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(body.getBytes(US_ASCII));
        return (body + String.format(java.util.Locale.ROOT, "end %08x\n", crc.getValue())).getBytes(US_ASCII);
    }

    private List<String> list() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    /** Saves so many times, each time until nobody was quicker. */
    static int saveUntilDone(StateStore store, int saves) throws IOException {
        int saved = 0;
        while (saved < saves) {
            Entry now = store.load("www");
            if (store.save("www", now.version(), now.text() + ".")) {
                saved++;
            }
        }
        return saved;
    }
}
