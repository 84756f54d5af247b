#include "CServer.h"
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

// An address as sock_diag(7) wants it: port and address in network order.
static bool endpoint(const struct sockaddr_storage *address, __be16 *port, __be32 place[4]) {
  memset(place, 0, 4 * sizeof *place);
  if (address->ss_family == AF_INET) {
    const struct sockaddr_in *v4 = (const void *)address;
    *port = v4->sin_port;
    memcpy(place, &v4->sin_addr, sizeof v4->sin_addr);
    return true;
  }
  if (address->ss_family == AF_INET6) {
    const struct sockaddr_in6 *v6 = (const void *)address;
    *port = v6->sin6_port;
    memcpy(place, &v6->sin6_addr, sizeof v6->sin6_addr);
    return true;
  }
  return false;
}

int64_t qmd_peer_owner(int descriptor) {
  struct sockaddr_storage ours, theirs;
  socklen_t ours_size = sizeof ours, theirs_size = sizeof theirs;
  if (getsockname(descriptor, (void *)&ours, &ours_size) || getpeername(descriptor, (void *)&theirs, &theirs_size))
    return -1;
  struct {
    struct nlmsghdr head;
    struct inet_diag_req_v2 body;
  } question = {
      .head = {.nlmsg_len = sizeof question, .nlmsg_type = SOCK_DIAG_BY_FAMILY, .nlmsg_flags = NLM_F_REQUEST},
      .body = {.sdiag_family = (__u8)theirs.ss_family,
               .sdiag_protocol = IPPROTO_TCP,
               .idiag_states = ~0U,
               .id = {.idiag_cookie = {INET_DIAG_NOCOOKIE, INET_DIAG_NOCOOKIE}}},
  };
  // The other end's own view: its source is what we see as the peer.
  if (!endpoint(&theirs, &question.body.id.idiag_sport, question.body.id.idiag_src) ||
      !endpoint(&ours, &question.body.id.idiag_dport, question.body.id.idiag_dst))
    return -1;
  int netlink = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_SOCK_DIAG);
  if (netlink < 0) return -1;
  struct timeval patience = {.tv_sec = 1};
  setsockopt(netlink, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  int64_t owner = -1;
  _Alignas(struct nlmsghdr) char answer[1024];
  if (send(netlink, &question, sizeof question, 0) == (ssize_t)sizeof question) {
    ssize_t size = recv(netlink, answer, sizeof answer, 0);
    const struct nlmsghdr *head = (const void *)answer;
    if (size >= (ssize_t)NLMSG_LENGTH(sizeof(struct inet_diag_msg)) && head->nlmsg_type == SOCK_DIAG_BY_FAMILY) {
      const struct inet_diag_msg *found = NLMSG_DATA(head);
      // What is left of a closed connection belongs to nobody, and says 0, which is root's number.
      bool lives = found->idiag_state != 6 /* TIME_WAIT */ && found->idiag_inode != 0;
      if (lives) owner = found->idiag_uid;
    }
  }
  close(netlink);
  return owner;
}
