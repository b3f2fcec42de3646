"""A real Dovecot: IMAP (plain, STARTTLS, TLS), LMTP, passwords and OAuth2 tokens."""

import json
import os
import pwd
import re
import signal
import smtplib
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal, Self
from urllib.parse import parse_qs, urlsplit

from tests.servers.process import (
    HOST,
    Folder,
    ServerEnded,
    certificate,
    end,
    find_program,
    free_port,
    missing,
    spawn,
    wait_for_port,
)

Profile = Literal["full", "exchange", "bare"]
CAPABILITIES = {
    # Whatever Dovecot has.
    "full": "",
    # What Exchange Online says, roughly: MOVE and UIDPLUS, but no CONDSTORE.
    "exchange": "IMAP4rev1 SASL-IR UIDPLUS MOVE ID UNSELECT CHILDREN IDLE NAMESPACE LITERAL+",
    # The least there is: no MOVE, no UIDPLUS, no IDLE.
    "bare": "IMAP4rev1",
}
USERS = {
    "servicepunt@dorp.test": "geheim-1",
    "personeel@dorp.test": "geheim-2",
    "joost@dorp.test": "geheim-3",
}


class Dovecot:
    """One Dovecot; `imap_port` speaks plain and STARTTLS, `imaps_port` TLS; `ca` is the authority to trust."""

    def __init__(self, profile: Profile = "full", *, quota_bytes: int | None = None, prefix: str = "") -> None:
        absent = missing("dovecot", "openssl")
        if absent:
            raise RuntimeError(absent)
        self.profile, self.quota_bytes, self.prefix = profile, quota_bytes, prefix
        # Access tokens that the identity server calls active, with their user.
        self.tokens: dict[str, str] = {}

    def __enter__(self) -> Self:
        self.folder = Folder("dovecot")
        try:
            self._prepare()
            self.restart()
        except BaseException as error:
            log = self.folder.path / "dovecot.log"
            words = log.read_text(errors="replace")[-2000:] if log.exists() else ""
            self.folder.remove()
            raise RuntimeError(f"Dovecot did not start: {error}\n{words}") from error
        return self

    def __exit__(self, *_: object) -> None:
        self.folder.remove()

    def deliver(self, raw: bytes, *, to: str = "servicepunt@dorp.test", sender: str = "burger@elders.test") -> None:
        """Put a letter in the INBOX of `to`, through LMTP."""
        with smtplib.LMTP(HOST, self.lmtp_port, local_hostname="elders.test", timeout=20) as line:
            line.sendmail(sender, [to], raw)

    def count(self, mailbox: str = "INBOX", *, user: str = "servicepunt@dorp.test") -> int:
        """Return how many letters a folder has; a folder that is not there has none."""
        if mailbox not in self.doveadm("mailbox", "list", "-u", user).split("\n"):
            return 0
        said = self.doveadm("mailbox", "status", "-u", user, "messages", mailbox)
        return int(said.split("messages=")[-1])

    def empty(self, *, user: str = "servicepunt@dorp.test") -> None:
        """Remove every letter of the user."""
        self.doveadm("expunge", "-u", user, "mailbox", "*", "all")

    def new_uid_validity(self, *, user: str = "servicepunt@dorp.test") -> int:
        """Give INBOX another UIDVALIDITY, as a restored mail server does; return it."""
        before = int(self.doveadm("mailbox", "status", "-u", user, "uidvalidity", "INBOX").split("uidvalidity=")[-1])
        after = max(before + 7, int(time.time()) + 7)
        self.doveadm("mailbox", "update", "-u", user, "--uid-validity", str(after), "INBOX")
        return after

    def doveadm(self, *words: str) -> str:
        """Run an administrator's command and return what it says."""
        program = find_program("doveadm") or "doveadm"
        command = [program, "-c", str(self._config), *words]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout

    def kill(self) -> None:
        """Let the whole server die at once (SIGKILL)."""
        # The whole group, so that no child keeps the ports that the next start wants.
        os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def restart(self, *, tries: int = 10) -> None:
        """Start it (again), with the same ports and letters."""
        program = find_program("dovecot") or "dovecot"
        process = spawn([program, "-F", "-c", str(self._config)], output=self.folder.path / "dovecot.log")
        self._process = process
        self.folder.before_removal(lambda: end(process))
        try:
            for port in (self.imap_port, self.imaps_port, self.lmtp_port):
                wait_for_port(port, until_ended=process)
        except ServerEnded:
            if tries == 1:
                raise
            # What was killed may hold a port or its process id a moment longer.
            time.sleep(0.3)
            self.restart(tries=tries - 1)

    def _prepare(self) -> None:
        path = self.folder.path
        path.chmod(0o755)
        self.ca, self.key = certificate(path)
        self.imap_port, self.imaps_port, self.lmtp_port = free_port(), free_port(), free_port()
        self._config = path / "dovecot.conf"
        is_root = os.geteuid() == 0
        owner = pwd.getpwnam("nobody") if is_root else pwd.getpwuid(os.geteuid())
        mail = path / "mail"
        mail.mkdir()
        if is_root:
            os.chown(mail, owner.pw_uid, owner.pw_gid)
        lines = [
            f"{user}:{{PLAIN}}{password}:{owner.pw_uid}:{owner.pw_gid}::{mail}/{user}::\n"
            for user, password in USERS.items()
        ]
        (path / "users").write_text("".join(lines))
        (path / "oauth2.conf").write_text(self._oauth2())
        self._config.write_text(self._configuration(is_root=is_root))

    def _oauth2(self) -> str:
        lab = self

        class Introspection(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                token = parse_qs(urlsplit(self.path).query).get("token", [""])[0]
                user = lab.tokens.get(token)
                body = json.dumps({"active": True, "email": user} if user else {"active": False}).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_: object) -> None:
                return

        server = ThreadingHTTPServer((HOST, 0), Introspection)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.folder.before_removal(lambda: (server.shutdown(), server.server_close())[0])
        url = f"http://{HOST}:{server.server_port}/introspect?token="
        return (
            f"introspection_url = {url}\nintrospection_mode = get\nusername_attribute = email\n"
            "active_attribute = active\nactive_value = true\n"
        )

    def _configuration(self, *, is_root: bool) -> str:
        path = self.folder.path
        me = pwd.getpwuid(os.geteuid()).pw_name
        internal, login = ("dovecot", "dovenull") if is_root else (me, me)
        said = CAPABILITIES[self.profile]
        quota = ""
        if self.quota_bytes:
            quota = (
                "mail_plugins = quota\nplugin {\n  quota = count:User quota\n  quota_vsizes = yes\n"
                f"  quota_rule = *:bytes={self.quota_bytes}\n}}\n"
            )
        return f"""
base_dir = {path}/run
state_dir = {path}/run
log_path = {path}/dovecot.log
protocols = imap lmtp
listen = {HOST}
mail_location = maildir:~/Maildir
first_valid_uid = 1
first_valid_gid = 1
last_valid_uid = 0
default_internal_user = {internal}
default_login_user = {login}
disable_plaintext_auth = no
auth_mechanisms = plain login xoauth2 oauthbearer
auth_failure_delay = 0
ssl = yes
ssl_cert = <{self.ca}
ssl_key = <{self.key}
mail_max_userip_connections = 200
{f"imap_capability = {said}" if said else ""}
{quota}
passdb {{
  driver = oauth2
  mechanisms = xoauth2 oauthbearer
  args = {path}/oauth2.conf
}}
passdb {{
  driver = passwd-file
  mechanisms = plain login
  args = username_format=%u {path}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {path}/users
}}
namespace inbox {{
  inbox = yes
  separator = /
  prefix = {self.prefix}
}}
service anvil {{
  chroot =
  unix_listener anvil-auth-penalty {{
    mode = 0
  }}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {self.imap_port}
  }}
  inet_listener imaps {{
    port = {self.imaps_port}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = {HOST}
    port = {self.lmtp_port}
  }}
}}
protocol lmtp {{
  auth_username_format = %Lu
}}
"""


def subject(raw: bytes) -> str:
    """Return the subject line of a plain test letter."""
    found = re.search(rb"(?mi)^subject: ?(.*?)\r?$", raw)
    return found[1].decode() if found else ""
