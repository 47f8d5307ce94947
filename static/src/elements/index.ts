import './age';
import './countdown';
import './deadline';
import './files';
import './icon';
import './number';
import './severity';
import './when';
