package io.github.dnsfailover.internal.store;

import io.github.dnsfailover.StateStore;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the entries of all pools in one file; see {@link StateText} for its form.
 *
 * <p>A save writes a second file, {@code <file>.new}, forces it to the disk, moves it over the first in one step and
 * forces the folder. Whoever reads sees the old content or the new, also after a crash. A file that is torn, of
 * another program or of a later format is left as it is: both calls throw until somebody has looked at it.
 *
 * <p>Several stores of one file, in this process or in others on this machine, never lose a save to each other:
 * between reading and moving, a save holds the lock of {@code <file>.lock}, a file that stays empty and is never
 * deleted (deleting it would let two hold "the" lock). It waits for the lock until it has it or its thread is
 * interrupted. File systems over a network may not keep such locks: the file belongs on a local disk.
 *
 * <p>What is no regular file, and what every user of the machine may write, is neither read nor locked. The path
 * itself may be a symbolic link; the files beside it may not.
 *
 * <p>Thread-safe. Lock order: {@link #SAVING}, then the file's lock.
 */
public final class FileStateStore implements StateStore {

    /**
     * A file lock is the whole process's, and Java throws where a second thread of the process asks for it; so one
     * save at a time in the process, whichever store it is of. Saves are an operator's words: rare and small. It
     * guards no state of ours.
     */
    private static final ReentrantLock SAVING = new ReentrantLock();

    private static final int LONGEST_FILE = 16 * 1024 * 1024; // 10,000 pools with a kilobyte each, and some air
    private static final String OWNER_ONLY = "rw-------"; // who operates what, and why, is nobody else's business

    private final Path path;

    /**
     * A store in this file, which need not exist; its folder must when the first save happens.
     *
     * @throws IllegalArgumentException if the path names no file
     */
    public FileStateStore(Path path) {
        if (path.getFileName() == null || path.toString().isEmpty()) {
            throw new IllegalArgumentException("path: \"" + path + "\" names no file");
        }
        this.path = path.toAbsolutePath();
    }

    @Override
    public Entry load(String pool) throws IOException {
        Objects.requireNonNull(pool, "pool");
        return read(file()).getOrDefault(pool, Entry.NONE);
    }

    @Override
    public Map<String, Entry> load(Collection<String> pools) throws IOException {
        Map<String, Entry> all = read(file());
        Map<String, Entry> entries = new LinkedHashMap<>();
        pools.forEach(pool -> entries.put(pool, all.getOrDefault(pool, Entry.NONE)));
        return entries;
    }

    @Override
    public boolean save(String pool, long expectedVersion, String text) throws IOException {
        Objects.requireNonNull(pool, "pool");
        Entry next = new Entry(expectedVersion + 1, text);
        try {
            SAVING.lockInterruptibly();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("state file " + path + " was not written: interrupted", e);
        }
        try {
            Path file = file();
            try (FileChannel lockFile = openLockFile(file);
                    FileLock lock = lockFile.lock()) {
                return lock.isValid() && replace(file, pool, next);
            } catch (OverlappingFileLockException e) {
                throw new IOException("state file " + path + " is in use by another class loader of this process", e);
            }
        } finally {
            SAVING.unlock();
        }
    }

    private boolean replace(Path file, String pool, Entry next) throws IOException {
        SortedMap<String, Entry> entries = new TreeMap<>(read(file));
        if (entries.getOrDefault(pool, Entry.NONE).version() != next.version() - 1) {
            return false;
        }
        entries.put(pool, next);
        byte[] content = StateText.write(entries);
        if (content.length > LONGEST_FILE) {
            throw new IOException("state file " + path + " would be longer than " + LONGEST_FILE + " bytes");
        }
        try {
            write(file, content);
        } catch (IOException e) {
            throw failed("written", e);
        }
        return true;
    }

    /** The file itself where the path is a symbolic link, for a move would replace the link. */
    private Path file() throws IOException {
        return Files.isSymbolicLink(path) ? path.toRealPath() : path;
    }

    private SortedMap<String, Entry> read(Path file) throws IOException {
        requireOurs(file);
        try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
            byte[] content = in.readNBytes(LONGEST_FILE + 1);
            if (content.length > LONGEST_FILE) {
                throw new IOException("longer than " + LONGEST_FILE + " bytes; this library did not write it");
            }
            return StateText.read(content);
        } catch (NoSuchFileException e) {
            return Collections.emptySortedMap();
        } catch (StateText.UnreadableException e) {
            throw new IOException("state file " + path + " " + e.getMessage(), e);
        } catch (IOException e) {
            throw failed("read", e);
        }
    }

    /**
     * What is no file, such as a FIFO, would keep a reader waiting; what others may write is not what operators said.
     * The checksum in the text is against torn files: whoever may write the file may write that, too.
     */
    private void requireOurs(Path file) throws IOException {
        BasicFileAttributes found;
        try {
            found = isPosix(file)
                    ? Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS)
                    : Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        } catch (NoSuchFileException e) {
            return;
        } catch (IOException e) {
            throw failed("looked at", e);
        }
        if (!found.isRegularFile()) {
            throw new IOException(
                    "state file " + path + " could not be read: " + file.getFileName() + " is no regular file");
        }
        if (found instanceof PosixFileAttributes posix
                && posix.permissions().contains(PosixFilePermission.OTHERS_WRITE)) {
            throw new IOException("state file " + path + " is not believed: every user of this machine may write "
                    + file.getFileName()
                    + "; look whether it is as it should be, then take that right away (chmod o-w)");
        }
    }

    private FileChannel openLockFile(Path file) throws IOException {
        Path lock = sibling(file, ".lock");
        requireOurs(lock);
        try {
            Set<OpenOption> options =
                    Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);
            return FileChannel.open(lock, options, ownerOnly(file));
        } catch (NoSuchFileException e) {
            throw new IOException("state file " + path + " could not be written: its folder does not exist", e);
        } catch (IOException e) {
            throw failed("locked", e);
        }
    }

    private static void write(Path file, byte[] content) throws IOException {
        Path fresh = sibling(file, ".new");
        Files.deleteIfExists(fresh); // left by a crash
        Set<OpenOption> options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel out = FileChannel.open(fresh, options, ownerOnly(file))) {
            ByteBuffer rest = ByteBuffer.wrap(content);
            while (rest.hasRemaining()) {
                out.write(rest);
            }
            out.force(true);
        }
        Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        if (isPosix(file)) { // elsewhere a folder cannot be opened, nor forced
            try (FileChannel folder = FileChannel.open(folderOf(file), StandardOpenOption.READ)) {
                folder.force(true);
            }
        }
    }

    private static Path folderOf(Path file) {
        return Objects.requireNonNull(file.getParent(), "folder"); // the path is absolute and names a file
    }

    private static Path sibling(Path file, String suffix) {
        return file.resolveSibling(file.getFileName() + suffix);
    }

    private static FileAttribute<?>[] ownerOnly(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNER_ONLY))
                }
                : new FileAttribute<?>[0];
    }

    private static boolean isPosix(Path file) {
        return file.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private IOException failed(String action, IOException cause) {
        String said = cause.getClass().getSimpleName() + " " + cause.getMessage();
        return new IOException("state file " + path + " could not be " + action + ": " + said, cause);
    }

    @Override
    public Reach reach() {
        return Reach.LOCAL;
    }

    @Override
    public String toString() {
        return "file " + path;
    }
}
