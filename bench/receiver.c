/* Many readers of one server in one thread, so that what is measured is the server.
 *
 * receiver PORT READERS PATH SUBPROTOCOL ACK_EVERY READY [FOLLOW]
 *   opens that many WebSockets on 127.0.0.1; says FOLLOW on each, and counts it as ready when a message contains READY
 *   (at once when READY is empty). With ACK_EVERY > 0 each acknowledges so many frames.
 *
 * Prints one JSON object a line: {"ready": seconds} when all are, {"all": n} when every reader holds sequence n of
 * the first document. Reads a word a line: "report" answers with what was received since the last report,
 * "keep" makes reports hold the delay of each frame of the first document, "pulse SECONDS" lets each acknowledge in turn
 * so often, news or not, "reconnect TEXT" cuts every line and connects again, all at once, saying TEXT; the end of input
 * ends it.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTING_AT_ONCE = 256, BUFFER = 1 << 20, DOCUMENTS = 1024, SEQUENCES = 1 << 14, EVENTS = 8192 };
enum { SUB_BUCKETS = 64, BUCKETS = 40 * SUB_BUCKETS };

typedef enum { CLOSED, CONNECTING, UPGRADING, FOLLOWING, READY } Stage;

typedef struct {
    int fd;
    Stage stage;
    unsigned char *rest; /* what is left of a message that has not come whole */
    size_t rest_length;
    uint64_t frames, next_ack;
    uint32_t *sequences; /* by document */
} Reader;

typedef struct {
    uint32_t sequence, holders;
    uint64_t hash; /* of its patch, the same for everybody */
} Seen;

typedef struct {
    char name[64];
    uint32_t newest_held_by_all;
    Seen *seen;
} Document;

static int port, number, ack_every, epoll_fd;
static const char *path, *subprotocol, *ready_text;
static char *follow_text;
static Reader *readers;
static Document documents[DOCUMENTS];
static int document_count;
static unsigned char buffer[BUFFER];
static Reader **waiting; /* to connect */
static int waiting_count, connecting, ready_count;
static double started_at;
static bool ready_told;

static uint64_t frames, messages, bytes, gaps, differing, states, lost, refused;
static uint64_t histogram[BUCKETS];
static int64_t worst;
static bool keeping;
static struct { uint32_t sequence; int64_t delay; } *kept;
static size_t kept_count, kept_room;

static double seconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return now.tv_sec + now.tv_nsec / 1e9;
}

static int64_t microseconds_now(void) {
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return now.tv_sec * 1000000LL + now.tv_nsec / 1000;
}

static void fail(const char *what) {
    fprintf(stderr, "receiver: %s: %s\n", what, strerror(errno));
    exit(1);
}

/* Buckets whose width is a 64th of their value. */
static int bucket_of(int64_t value) {
    if (value < SUB_BUCKETS) return value < 0 ? 0 : (int)value;
    int power = 63 - __builtin_clzll((uint64_t)value) - 6;
    int bucket = (power + 1) * SUB_BUCKETS + (int)((value >> power) - SUB_BUCKETS);
    return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

static int64_t value_of(int bucket) {
    if (bucket < SUB_BUCKETS) return bucket;
    int power = bucket / SUB_BUCKETS - 1;
    return (int64_t)(SUB_BUCKETS + bucket % SUB_BUCKETS) << power;
}

/* "2026-11-22T15:00:00.000123Z" in microseconds of the epoch; the minute is looked up once. */
static int64_t instant(const char *text) {
    static char minute[17];
    static int64_t minute_at;
    if (memcmp(text, minute, 16)) {
        struct tm at = {0};
        char copy[17] = {0};
        memcpy(copy, text, 16);
        if (!strptime(copy, "%Y-%m-%dT%H:%M", &at)) return 0;
        memcpy(minute, copy, 16);
        minute_at = timegm(&at) * 1000000LL;
    }
    int64_t value = minute_at + ((text[17] - '0') * 10 + (text[18] - '0')) * 1000000LL;
    const char *digit = text + 20;
    for (int64_t unit = 100000; unit && *digit >= '0' && *digit <= '9'; unit /= 10) value += (*digit++ - '0') * unit;
    return value;
}

static Document *document_named(const char *name, size_t length) {
    for (int i = 0; i < document_count; i++)
        if (!strncmp(documents[i].name, name, length) && !documents[i].name[length]) return &documents[i];
    if (document_count == DOCUMENTS || length >= sizeof documents[0].name) return NULL;
    Document *made = &documents[document_count++];
    memcpy(made->name, name, length);
    made->seen = calloc(SEQUENCES, sizeof(Seen));
    return made;
}

static Seen *seen_of(Document *document, uint32_t sequence) {
    Seen *seen = &document->seen[sequence % SEQUENCES];
    if (seen->sequence != sequence) *seen = (Seen){.sequence = sequence};
    return seen;
}

static void hold(Document *document, uint32_t sequence) {
    if (++seen_of(document, sequence)->holders == (uint32_t)number && document == documents) {
        printf("{\"all\": %u}\n", sequence);
        fflush(stdout);
    }
}

static void keep(uint32_t sequence, int64_t delay) {
    if (kept_count == kept_room) {
        kept_room = kept_room ? 2 * kept_room : 1 << 16;
        if (!(kept = realloc(kept, kept_room * sizeof *kept))) fail("memory");
    }
    kept[kept_count].sequence = sequence;
    kept[kept_count++].delay = delay;
}

static void take_frame(Reader *reader, const char *text, size_t length, int64_t now) {
    const char *name = text + strlen("{\"document\":\"");
    const char *end = memchr(name, '"', length - (name - text));
    Document *document = end ? document_named(name, end - name) : NULL;
    const char *at_text = end ? memmem(end, 64, "\"at\":\"", 6) : NULL;
    if (!document || !at_text) return;
    uint32_t sequence = strtoul(end + strlen("\",\"sequence\":"), NULL, 10);
    const char *at = at_text + 6, *after = memchr(at, '"', 40);
    uint32_t *held = &reader->sequences[document - documents];
    if (!after || sequence <= *held) return;
    if (after[3] == 's') { /* "state" */
        states++;
        for (uint32_t skipped = *held ? *held + 1 : sequence; skipped <= sequence; skipped++) hold(document, skipped);
    } else {
        if (sequence != *held + 1) gaps++;
        uint64_t hash = 1469598103934665603ULL;
        for (const char *c = after; c + 8 <= text + length; c += 8) {
            uint64_t word;
            memcpy(&word, c, 8);
            hash = (hash ^ word) * 1099511628211ULL;
        }
        Seen *seen = seen_of(document, sequence);
        if (!seen->hash) seen->hash = hash;
        else if (seen->hash != hash) differing++;
        int64_t delay = now - instant(at);
        histogram[bucket_of(delay)]++;
        if (delay > worst) worst = delay;
        if (keeping && document == documents) keep(sequence, delay);
        hold(document, sequence);
    }
    *held = sequence;
    reader->frames++;
    frames++;
}

static void lose(Reader *reader) {
    if (reader->fd >= 0) close(reader->fd);
    if (reader->stage == CONNECTING || reader->stage == UPGRADING) connecting--;
    if (reader->stage == READY) ready_count--;
    free(reader->rest);
    reader->rest = NULL;
    reader->rest_length = 0;
    reader->fd = -1;
    reader->stage = CLOSED;
}

static void send_all(Reader *reader, const void *content, size_t length) {
    /* So little is sent that it always fits the socket's buffer; if not, the line counts as lost. */
    if (send(reader->fd, content, length, MSG_NOSIGNAL) != (ssize_t)length) {
        lost++;
        lose(reader);
    }
}

/* A client's frames carry a mask; one of zeros changes nothing. */
static void say(Reader *reader, int opcode, const char *text, size_t length) {
    unsigned char *out = malloc(length + 14);
    size_t head = 2;
    out[0] = 0x80 | opcode;
    if (length < 126) out[1] = 0x80 | length;
    else {
        out[1] = 0x80 | 126;
        out[2] = length >> 8;
        out[3] = length & 255;
        head = 4;
    }
    memset(out + head, 0, 4);
    memcpy(out + head + 4, text, length);
    send_all(reader, out, head + 4 + length);
    free(out);
}

/* Readers that came at different times acknowledge at different times. */
static void begin_to_count(Reader *reader) {
    reader->frames = 0;
    reader->next_ack = ack_every ? 1 + (reader - readers) % ack_every : 0;
}

static void become_ready(Reader *reader) {
    reader->stage = READY;
    ready_count++;
}

static void acknowledge(Reader *reader, const char *delay) {
    char ack[80];
    say(reader, 1, ack, snprintf(ack, sizeof ack, "{\"type\":\"ack\",\"frames\":%lu%s}", reader->frames, delay));
}

static void take_message(Reader *reader, int opcode, const char *text, size_t length, int64_t now) {
    if (opcode == 9) say(reader, 10, text, length < 125 ? length : 125);
    if (opcode == 8) {
        lost++;
        lose(reader);
    }
    if (opcode != 1 && opcode != 2) return;
    messages++;
    const char *frame = memmem(text, length, "{\"document\":", 12), *end = text + length;
    while (frame) {
        const char *next = memmem(frame + 12, end - frame - 12, "{\"document\":", 12);
        take_frame(reader, frame, (next ? next : end) - frame, now);
        frame = next;
    }
    if (reader->stage == FOLLOWING && memmem(text, length, ready_text, strlen(ready_text))) become_ready(reader);
    if (ack_every && reader->frames >= reader->next_ack) {
        reader->next_ack = reader->frames + ack_every;
        acknowledge(reader, ",\"delay_ms\":0");
    }
}

static double pulse_seconds, pulse_began;
static uint64_t pulses;

/* The readers whose turn has come. */
static void pulse(void) {
    uint64_t due = (seconds_now() - pulse_began) / pulse_seconds * number;
    for (; pulses < due; pulses++)
        if (readers[pulses % number].stage == READY) acknowledge(&readers[pulses % number], "");
}

/* It is tried again, after the others: a server may be good and yet not bear a rush. */
static void refuse(Reader *reader, const char *text, size_t length) {
    if (++refused > 10 * (uint64_t)number) {
        fprintf(stderr, "receiver: refused: %.*s\n", (int)(length < 80 ? length : 80), text);
        exit(1);
    }
    lose(reader);
    waiting[waiting_count++] = reader;
}

static size_t upgrade(Reader *reader, const char *text, size_t length) {
    const char *end = memmem(text, length, "\r\n\r\n", 4);
    if (!end) return 0;
    if (length < 12 || memcmp(text, "HTTP/1.1 101", 12)) {
        refuse(reader, text, length);
        return 0;
    }
    connecting--;
    reader->stage = FOLLOWING;
    if (follow_text && *follow_text) say(reader, 1, follow_text, strlen(follow_text));
    if (!*ready_text) become_ready(reader);
    return end + 4 - text;
}

/* Returns how much of the content was whole messages. */
static size_t take_content(Reader *reader, unsigned char *content, size_t length, int64_t now) {
    size_t start = 0;
    if (reader->stage == UPGRADING && !(start = upgrade(reader, (char *)content, length))) return 0;
    while (reader->stage != CLOSED && length - start >= 2) {
        unsigned char *frame = content + start;
        uint64_t size = frame[1] & 127;
        size_t head = 2;
        if (size == 126) {
            if (length - start < 4) break;
            size = frame[2] << 8 | frame[3];
            head = 4;
        } else if (size == 127) {
            if (length - start < 10) break;
            size = 0;
            for (int i = 2; i < 10; i++) size = size << 8 | frame[i];
            head = 10;
        }
        if (length - start < head + size) break;
        take_message(reader, frame[0] & 15, (char *)frame + head, size, now);
        start += head + size;
    }
    return start;
}

static void read_from(Reader *reader) {
    size_t held = reader->rest_length;
    memcpy(buffer, reader->rest, held);
    ssize_t got = recv(reader->fd, buffer + held, BUFFER - held, 0);
    if (got <= 0) {
        if (got < 0 && errno == EAGAIN) return;
        lost++;
        lose(reader);
        return;
    }
    bytes += got;
    size_t length = held + got, taken = take_content(reader, buffer, length, microseconds_now());
    if (reader->stage == CLOSED) return;
    if (length == BUFFER && !taken) fail("a message is too long");
    free(reader->rest);
    reader->rest = NULL;
    reader->rest_length = length - taken;
    if (reader->rest_length) {
        reader->rest = malloc(reader->rest_length);
        memcpy(reader->rest, buffer + taken, reader->rest_length);
    }
}

static void watch(Reader *reader, int change, uint32_t events) {
    struct epoll_event event = {.events = events, .data.ptr = reader};
    epoll_ctl(epoll_fd, change, reader->fd, &event);
}

static void start_to_connect(Reader *reader) {
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int one = 1;
    reader->fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK, 0);
    if (reader->fd < 0) fail("socket");
    setsockopt(reader->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(reader->fd, (struct sockaddr *)&to, sizeof to) && errno != EINPROGRESS) fail("connect");
    reader->stage = CONNECTING;
    connecting++;
    watch(reader, EPOLL_CTL_ADD, EPOLLOUT);
}

static void ask_for_upgrade(Reader *reader) {
    char request[512], wanted[128] = "";
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(reader->fd, SOL_SOCKET, SO_ERROR, &error, &size);
    errno = error;
    if (error) fail("connect");
    if (*subprotocol) snprintf(wanted, sizeof wanted, "Sec-WebSocket-Protocol: %s\r\n", subprotocol);
    int length = snprintf(request, sizeof request,
                          "GET %s HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                          "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n%s\r\n",
                          path, port, wanted);
    reader->stage = UPGRADING;
    watch(reader, EPOLL_CTL_MOD, EPOLLIN);
    send_all(reader, request, length);
}

static void connect_more(int at_once) {
    while (waiting_count && connecting < at_once) start_to_connect(waiting[--waiting_count]);
    if (!ready_told && ready_count == number) {
        ready_told = true;
        printf("{\"ready\": %.4f}\n", seconds_now() - started_at);
        fflush(stdout);
    }
}

static void report(void) {
    struct rusage used;
    getrusage(RUSAGE_SELF, &used);
    double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
    printf("{\"frames\": %lu, \"messages\": %lu, \"bytes\": %lu, \"states\": %lu, \"gaps\": %lu, \"differing\": %lu, "
           "\"lost\": %lu, \"refused\": %lu, \"worst\": %ld, \"cpu_seconds\": %.3f, \"histogram\": [",
           frames, messages, bytes, states, gaps, differing, lost, refused, worst, cpu);
    const char *separator = "";
    for (int i = 0; i < BUCKETS; i++)
        if (histogram[i]) {
            printf("%s[%ld, %lu]", separator, value_of(i), histogram[i]);
            separator = ", ";
        }
    printf("], \"kept\": [");
    for (size_t i = 0; i < kept_count; i++) printf("%s[%u, %ld]", i ? ", " : "", kept[i].sequence, kept[i].delay);
    printf("]}\n");
    fflush(stdout);
    kept_count = 0;
    frames = messages = bytes = states = gaps = differing = lost = worst = 0;
    memset(histogram, 0, sizeof histogram);
}

static void connect_again(char *text) {
    for (int i = 0; i < number; i++) {
        lose(&readers[i]);
        begin_to_count(&readers[i]);
        waiting[i] = &readers[i];
    }
    waiting_count = number;
    free(follow_text);
    follow_text = strdup(text);
    ready_told = false;
    started_at = seconds_now();
}

static int at_once = CONNECTING_AT_ONCE;

static bool obey(void) {
    static char *line;
    static size_t size;
    ssize_t length = getline(&line, &size, stdin);
    if (length <= 0) return false;
    if (line[length - 1] == '\n') line[length - 1] = 0;
    if (!strcmp(line, "report")) report();
    else if (!strcmp(line, "keep")) keeping = true;
    else if (!strncmp(line, "pulse ", 6)) {
        pulse_seconds = atof(line + 6);
        pulse_began = seconds_now();
        pulses = 0;
    }
    else if (!strncmp(line, "reconnect ", 10)) {
        at_once = number;
        connect_again(line + 10);
    }
    return true;
}

int main(int count, char **arguments) {
    if (count < 7) {
        fprintf(stderr, "receiver PORT READERS PATH SUBPROTOCOL ACK_EVERY READY [FOLLOW]\n");
        return 2;
    }
    port = atoi(arguments[1]);
    number = atoi(arguments[2]);
    path = arguments[3];
    subprotocol = arguments[4];
    ack_every = atoi(arguments[5]);
    ready_text = arguments[6];
    follow_text = strdup(count > 7 ? arguments[7] : "");
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    setvbuf(stdin, NULL, _IONBF, 0); /* or a second line would wait in the buffer, unseen by epoll */
    readers = calloc(number, sizeof(Reader));
    waiting = calloc(number, sizeof(Reader *));
    waiting_count = number;
    for (int i = 0; i < number; i++) {
        readers[i].fd = -1;
        waiting[i] = &readers[i];
        begin_to_count(&readers[i]);
        readers[i].sequences = calloc(DOCUMENTS, sizeof(uint32_t));
    }
    epoll_fd = epoll_create1(0);
    struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL}, events[EVENTS];
    epoll_ctl(epoll_fd, EPOLL_CTL_ADD, STDIN_FILENO, &input);
    started_at = seconds_now();
    while (true) {
        connect_more(at_once);
        if (pulse_seconds > 0) pulse();
        /* Looks by itself every 0.2 ms. To be woken for each packet would be charged to the server that sends it, and no
         * server that sends over a network pays for that. */
        usleep(200);
        int came = epoll_wait(epoll_fd, events, EVENTS, 0);
        for (int i = 0; i < came; i++) {
            Reader *reader = events[i].data.ptr;
            if (!reader) {
                if (!obey()) return 0;
                break; /* the other events may be of lines that are gone */
            }
            if (reader->stage == CONNECTING) ask_for_upgrade(reader);
            else if (reader->stage != CLOSED) read_from(reader);
        }
    }
}
